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
      at: site, in: &lowering, hasBias: hasBias,
      ConvolutionGeometry(windows, over: site.size(), to: site.outputSize),
      groups: groups.value ?? 1, isDepthwise: isDepthwise)
  }

  var runsAlone: Bool { windows.count <= 2 }
}

extension ConvolutionStep {
  /// A product with the sum, the scales and shifts by channel and the activation that follow it.
  init(
    at site: Site, in lowering: inout Lowering, hasBias: Bool, _ geometry: ConvolutionGeometry,
    groups: Int = 1, isDepthwise: Bool = false
  ) {
    // Training needs the statistics of the batch and the argument of the function first.
    let absorbed = lowering.absorb(lowering.trains ? [.sum] : .afterProducts, after: site)
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
        shape, isDepthwise: isDepthwise, absorbed.epilogue(hasBias: hasBias), lowering.options),
      partCount: parts.count, outputs: site.outputSize.channels, hasBias: hasBias,
      sum: absorbed.summand.map { _ in absorbed.sumsFirst ? .before : .after },
      channels: absorbed.channels, function: absorbed.function)
  }
}

extension Absorption {
  /// What a kernel with these terms does to its products.
  func epilogue(hasBias: Bool) -> TuningKey.Epilogue {
    if summand != nil { return .added }
    return hasBias || !channels.isEmpty || function != .identity ? .applied : .none
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
