import RLAKernels
import RLANetworks
import RLASymbolic

extension Linear: FloatingExecutable {
  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout {
    guard weight == 0, let inputs = inputFeatures.value, let outputs = outputFeatures.value else {
      return .plain
    }
    return isTransposed
      ? .matrix(rows: inputs, columns: outputs, panelWidth: panelWidth)
      : .filter(inputs: inputs, outputs: outputs, taps: 1, panelWidth: panelWidth)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let rows = site.sizes().dropLast().reduce(1, *)
    guard let inputs = inputFeatures.value, let outputs = outputFeatures.value,
      let x = MapSize([rows, inputs]), let y = MapSize([rows, outputs])
    else { preconditionFailure("A plan asks about known sizes only.") }
    let geometry = ConvolutionGeometry([Window(1), Window(1)], over: x, to: y)
    let shape = ConvolutionShape(
      geometry, groups: 1, batch: rows, parts: [inputs], outputs: outputs)
    return ConvolutionStep(rowsAt: site, in: &lowering, shape, hasBias: hasBias)
  }

  var runsAlone: Bool { true }
}

extension ConvolutionStep {
  /// A product over the last axis of a tensor of any rank, with what follows it.
  fileprivate init(
    rowsAt site: Site, in lowering: inout Lowering, _ shape: ConvolutionShape, hasBias: Bool
  ) {
    let axes = Array(0..<site.rank())
    let absorbed = lowering.absorb(
      lowering.trains ? [.sum] : .afterProducts, after: Lowering.Chain(site, order: axes))
    var frame = lowering.frame(
      absorbed.chain, inputs: [site.input] + [absorbed.summand].compactMap(\.self),
      taking: .matrix(axes), giving: .matrix(absorbed.chain.order ?? axes))
    frame.exceptions[1] = absorbed.summandOrder.map { .matrix($0) }
    self.init(
      frame: frame, layer: site.layer,
      kernels: ConvolutionKernels(
        shape, absorbed.epilogue(hasBias: hasBias), lowering.options),
      partCount: 1, outputs: shape.outputs, hasBias: hasBias,
      sum: absorbed.summand.map { _ in absorbed.sumsFirst ? .before : .after },
      channels: absorbed.channels, function: absorbed.function)
  }
}
