import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension Convolution: Executable {
  func runs(at site: Site) -> Bool { true }

  var takesParts: Bool {
    windows.count >= 2 && (groups == 1 || isDepthwise && inputChannels == outputChannels)
  }

  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout {
    guard weight == 0, let groups = groups.value, let inputs = inputChannels.value,
      let outputs = outputChannels.value
    else { return .plain }
    let taps = windows.reduce(1) { $0 * $1.kernel }
    return isDepthwise && inputs == outputs
      ? .depthwise(channels: inputs, taps: taps)
      : .filter(
        inputs: inputs / groups, outputs: outputs / groups, taps: taps, panelWidth: panelWidth)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ConvolutionStep(
      at: site, in: &lowering, candidates: candidates(at: site, lowering.options),
      geometry: geometry(at: site), groups: groups.value ?? 1, hasBias: hasBias)
  }

  var runsAlone: Bool { windows.count <= 2 }

  private func geometry(at site: Site) -> ConvolutionGeometry {
    ConvolutionGeometry(windows, over: site.size(), to: site.outputSize)
  }

  /// The kernels that the plan allows, by rule of thumb the fastest one first.
  func candidates(at site: Site, _ options: PlanOptions) -> [any ConvolutionKernel] {
    let (x, y, geometry) = (site.size(), site.outputSize, geometry(at: site))
    if isDepthwise && x.channels == y.channels {
      return [DepthwiseConvolution(geometry, batch: x.batch, channels: x.channels)]
    }
    let products = options.productStyles.map { style in
      ProductConvolution(
        geometry, groups: groups.value ?? 1, batch: x.batch, inputChannels: x.channels,
        outputChannels: y.channels, precision: options.precision, style: style,
        storedInPanelsOf: options.products.panelWidth)
    }
    guard options.algorithm == .fast, groups == 1, geometry.isDenseThreeByThree,
      x.channels >= 16, y.channels >= 16
    else { return products }
    let winograd = options.productStyles.map { style in
      WinogradConvolution(
        geometry, batch: x.batch, inputChannels: x.channels, outputChannels: y.channels,
        style: style)
    }
    return winograd[0].pays ? winograd + products : products + winograd
  }
}

extension PlanOptions {
  /// How products can be passed to the library, by rule of thumb the fastest way first.
  var productStyles: [ProductStyle] {
    // Sums in double precision do not depend on it.
    if precision == .double { return [products] }
    return [products] + ProductStyle.all.filter { $0 != products }
  }
}

extension ConvolutionStep {
  /// A product with the sum, the norm and the activation that follow it.
  ///
  /// `candidates` are by rule of thumb the fastest first.
  init(
    at site: Site, in lowering: inout Lowering, candidates: [any ConvolutionKernel],
    geometry: ConvolutionGeometry, groups: Int, hasBias: Bool
  ) {
    // Training needs the statistics of the batch and the argument of the function first.
    let terms: [AbsorbedTerm] = lowering.trains ? [.sum] : [.norm, .sum, .norm, .function]
    let absorbed = lowering.absorb(terms, after: site)
    let parts = lowering.parts(of: site.input)
    let shape = ConvolutionShape(
      geometry, groups: groups, batch: site.size().batch,
      parts: parts.compactMap { MapSize(lowering.shapes[$0])?.channels },
      outputs: site.outputSize.channels)
    self.init(
      frame: lowering.frame(
        absorbed.chain, inputs: parts + [absorbed.summand].compactMap(\.self)),
      layer: site.layer,
      kernels: ConvolutionKernels(
        candidates, shape, absorbed.epilogue(hasBias: hasBias), lowering.options),
      partCount: parts.count, outputs: site.outputSize.channels, hasBias: hasBias,
      sum: absorbed.summand.map { _ in absorbed.sumsFirst ? .before : .after },
      norm: absorbed.norm, function: absorbed.function)
  }
}

extension Absorption {
  /// What a kernel with these terms does to its products.
  func epilogue(hasBias: Bool) -> TuningKey.Epilogue {
    if summand != nil { return .added }
    return hasBias || norm != nil || function != .identity ? .applied : .none
  }
}

extension ConvolutionGeometry {
  /// One to three windows over a map; the last slides along the width.
  init(_ windows: [Window], over input: MapSize, to output: MapSize) {
    func axis(_ window: Window, _ input: Int, _ output: Int) -> ConvolutionGeometry.Axis {
      ConvolutionGeometry.Axis(
        input: input, output: output, kernel: window.kernel, stride: window.stride,
        padding: window.padding(of: input).before, dilation: window.dilation)
    }
    let axes = Array(repeating: Window(1), count: 3 - windows.count) + windows
    self.init(
      depth: axis(axes[0], input.depth, output.depth),
      vertical: axis(axes[1], input.height, output.height),
      horizontal: axis(axes[2], input.width, output.width))
  }
}
