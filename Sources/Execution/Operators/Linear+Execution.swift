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
    let options = lowering.options
    let product = ProductConvolution(
      ConvolutionGeometry([Window(1), Window(1)], over: x, to: y), groups: 1, batch: rows,
      inputChannels: inputs, outputChannels: outputs, precision: options.precision)
    let kernel = options.algorithm == .fast ? product.fastCandidates(options)[0] : product
    return site.rank() == 2
      ? ConvolutionStep(at: site, in: &lowering, kernel: kernel, hasBias: hasBias)
      : ConvolutionStep(rowsAt: site, in: &lowering, kernel: kernel, outputs, hasBias: hasBias)
  }

  var runsAlone: Bool { true }
}

extension ConvolutionStep {
  /// A product over the last axis of a tensor of any rank, with the sum and the function that follow
  /// it.
  ///
  /// A norm after it scales along axis 1, which is not the axis of the outputs.
  fileprivate init(
    rowsAt site: Site, in lowering: inout Lowering, kernel: any ConvolutionKernel,
    _ outputs: Int, hasBias: Bool
  ) {
    let absorbed = lowering.absorb(lowering.trains ? [.sum] : [.sum, .function], after: site)
    let arrangement = Arrangement.rows(axis: site.rank() - 1)
    self.init(
      frame: lowering.frame(
        absorbed.chain, inputs: [site.input] + [absorbed.summand].compactMap(\.self),
        taking: arrangement, giving: arrangement),
      layer: site.layer, kernel: kernel, partCount: 1, outputs: outputs, hasBias: hasBias,
      sum: absorbed.summand.map { _ in .before }, norm: nil, function: absorbed.function)
  }
}
