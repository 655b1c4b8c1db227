public import Symbolic

/// Cross-correlation over one or two spatial axes, in groups of channels:
/// `y[n, o] = Σ over i, u, v of w[o, i, u, v] · x[n, i, ·stride + (u, v)·dilation] + b[o]`.
///
/// Shapes: N×Cin×spatial → N×Cout×spatial; weight Cout×(Cin/groups)×kernel.
public struct Convolution: Operator {
  public let inputChannels: Dim
  public let outputChannels: Dim
  /// One window for each spatial axis.
  public let windows: [Window]
  public let groups: Dim
  public let hasBias: Bool
  let channelsPerGroup: Dim

  /// - Parameters:
  ///   - inputChannels: Channels of the input, a multiple of `groups`.
  ///   - outputChannels: Channels of the result, a multiple of `groups`.
  ///   - windows: One window for each spatial axis.
  ///   - groups: Parts of the channels that do not see each other.
  ///   - bias: Whether a value per output channel is added.
  public init(
    _ inputChannels: Dim, _ outputChannels: Dim, windows: [Window], groups: Dim = 1,
    bias: Bool = false
  ) {
    guard let perGroup = inputChannels.exactQuotient(by: groups),
      outputChannels.exactQuotient(by: groups) != nil
    else {
      preconditionFailure("\(groups) groups do not divide \(inputChannels) → \(outputChannels).")
    }
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.windows = windows
    self.groups = groups
    hasBias = bias
    channelsPerGroup = perGroup
  }

  /// A convolution over height and width with the same window on both axes.
  public init(
    _ inputChannels: Dim, _ outputChannels: Dim, _ window: Window, groups: Dim = 1,
    bias: Bool = false
  ) {
    self.init(
      inputChannels, outputChannels, windows: [window, window], groups: groups, bias: bias)
  }

  /// Whether every channel is filtered by itself.
  public var isDepthwise: Bool { groups == inputChannels && groups != 1 }

  public var kind: OperatorKind { .convolution }

  public var torchName: String { "Conv\(windows.count)d" }

  public var weights: [Weight] {
    let kernel = windows.map { Dim($0.kernel) }
    let weight = Weight("weight", Shape([outputChannels, channelsPerGroup] + kernel))
    return hasBias ? [weight, Weight("bias", [outputChannels])] : [weight]
  }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    let input = inputs[0]
    let sizes = try Window.outputSizes(windows, of: input, &requirements)
    try input.require(channels: inputChannels, &requirements)
    return Shape([input.batch, outputChannels] + sizes)
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let kernelArea = windows.reduce(1) { $0 * $1.kernel }
    let elements = output.elements
    return Work(
      product: elements * channelsPerGroup * Dim(kernelArea),
      biasAdditions: hasBias ? elements : 0,
      groups: groups,
      parametersPerImage: inputs[0].batch * parameterCount,
      input: inputs[0], output: output)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputs }
}
