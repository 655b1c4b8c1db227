import RLAKernels
import RLANetworks

extension FunctionalForm: ComposedExecutable {
  /// Some layers have kernels for weights that the network computes.
  func isComposed(at site: Site) -> Bool { layer is Fused || layer is Quantized }

  func runs(at site: Site) -> Bool {
    if isComposed(at: site) { return partsRun(at: site) }
    if let sequence = layer as? RecurrentSequence {
      return sequence.kernel(at: site) != nil
        && site.takesRecurrentInputs(lengths: sequence.cell.states + 1)
    }
    let isConvolution = layer is Convolution || layer is TransposedConvolution
    return isConvolution && site.isFloating && MapSize(site.sizes()) != nil
  }

  func isDifferentiable(at site: Site) -> Bool {
    if isComposed(at: site) { return partsAreDifferentiable(at: site) }
    return (layer as? RecurrentSequence)?.isDifferentiable(at: site) ?? true
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    if let sequence = layer as? RecurrentSequence, let kernel = sequence.kernel(at: site) {
      return SequenceStep(
        frame: lowering.frame(site, taking: .rowMajor, giving: .rowMajor), kernel: kernel,
        sequence, layer: nil, at: site)
    }
    if let convolution = layer as? Convolution {
      return ComputedFilterStep(convolution, at: site, in: &lowering)
    }
    guard let convolution = layer as? TransposedConvolution else {
      preconditionFailure("A plan refuses what has no kernel.")
    }
    return ComputedFilterStep(convolution, at: site, in: &lowering)
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    if let fused = layer as? Fused {
      let product = net.apply(FunctionalForm(fused.base), to: inputs)
      return [net.one(Activation(fused.function), product[0])]
    }
    guard let quantized = layer as? Quantized else {
      preconditionFailure("\(kind) has kernels of its own.")
    }
    return quantized.compose(inputs, weights: weightCount, at: site, in: net)
  }
}
