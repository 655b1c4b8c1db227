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
      at: site, in: &lowering, kernel: kernel(site, lowering.options), hasBias: hasBias)
  }

  var runsAlone: Bool { windows.count <= 2 }

  /// The algorithm that the plan runs.
  private func kernel(_ site: Site, _ options: PlanOptions) -> any ConvolutionKernel {
    candidates(at: site, options)[0]
  }

  /// The algorithms that compute the convolution at a site, the fastest by rule of thumb first.
  func candidates(at site: Site, _ options: PlanOptions) -> [any ConvolutionKernel] {
    let (x, y) = (site.size(), site.outputSize)
    let geometry = ConvolutionGeometry(windows, over: x, to: y)
    if isDepthwise && x.channels == y.channels {
      return [DepthwiseConvolution(geometry, batch: x.batch, channels: x.channels)]
    }
    let product = ProductConvolution(
      geometry, groups: groups.value ?? 1, batch: x.batch, inputChannels: x.channels,
      outputChannels: y.channels, precision: options.precision)
    return options.algorithm == .fast ? product.fastCandidates(options) : [product]
  }
}

extension ConvolutionStep {
  /// A product with the sum, the norm and the activation that follow it.
  init(
    at site: Site, in lowering: inout Lowering, kernel: any ConvolutionKernel, hasBias: Bool
  ) {
    // Training needs the statistics of the batch and the argument of the function first.
    let terms: [AbsorbedTerm] = lowering.trains ? [.sum] : [.norm, .sum, .norm, .function]
    let absorbed = lowering.absorb(terms, after: site)
    let parts = lowering.parts(of: site.input)
    self.init(
      frame: lowering.frame(
        absorbed.chain, inputs: parts + [absorbed.summand].compactMap(\.self)),
      layer: site.layer, kernel: kernel, partCount: parts.count,
      outputs: site.outputSize.channels, hasBias: hasBias,
      sum: absorbed.summand.map { _ in absorbed.sumsFirst ? .before : .after },
      norm: absorbed.norm, function: absorbed.function)
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
