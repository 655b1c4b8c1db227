public import RLASymbolic

/// Cross-correlation over one to three spatial axes, in groups of channels:
/// `y[n, o] = Σ over i, u, v of w[o, i, u, v] · x[n, i, ·stride + (u, v)·dilation] + b[o]`.
///
/// Shapes: N×Cin×spatial → N×Cout×spatial; weight Cout×(Cin/groups)×kernel.
public struct Convolution: Operator {
  public static let kind = OperatorKind(
    "Convolution", .product, onnx: ["Conv"])

  public let inputChannels: Dim
  public let outputChannels: Dim
  /// One window for each spatial axis.
  public let windows: [Window]
  public let groups: Dim
  public let hasBias: Bool
  /// The only sizes of the spatial axes that the code around it takes; nil where it asserts none.
  public let assertedSizes: [Dim]?
  let channelsPerGroup: Dim
  /// Whether the padding depends on the size of the input.
  private let hasSamePadding: Bool

  /// - Parameters:
  ///   - inputChannels: Channels of the input, a multiple of `groups`.
  ///   - outputChannels: Channels of the result, a multiple of `groups`.
  ///   - windows: One window for each spatial axis.
  ///   - groups: Groups of channels that are convolved separately.
  ///   - bias: Whether a value per output channel is added.
  ///   - sizes: The only sizes of the spatial axes that the code around it takes; nil for all.
  public init(
    _ inputChannels: Dim, _ outputChannels: Dim, windows: [Window], groups: Dim = 1,
    bias: Bool = false, asserting sizes: [Dim]? = nil
  ) {
    guard let perGroup = inputChannels.exactQuotient(by: groups),
      outputChannels.exactQuotient(by: groups) != nil
    else {
      preconditionFailure("\(groups) groups do not divide \(inputChannels) → \(outputChannels).")
    }
    precondition((1...3).contains(windows.count), "A convolution has one to three spatial axes.")
    precondition(sizes.map { $0.count == windows.count } ?? true, "Every spatial axis has a size.")
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.windows = windows
    self.groups = groups
    hasBias = bias
    assertedSizes = sizes
    channelsPerGroup = perGroup
    hasSamePadding = windows.contains { $0.padding == .sameUpper }
  }

  /// A convolution over height and width with the same window on both axes.
  public init(
    _ inputChannels: Dim, _ outputChannels: Dim, _ window: Window, groups: Dim = 1,
    bias: Bool = false, asserting sizes: [Dim]? = nil
  ) {
    self.init(
      inputChannels, outputChannels, windows: [window, window], groups: groups, bias: bias,
      asserting: sizes)
  }

  /// Whether it is a depthwise convolution, which filters every channel by itself.
  public var isDepthwise: Bool { groups == inputChannels && groups != 1 }

  public var kind: OperatorKind { Self.kind }

  /// In PyTorch a padding that depends on the input is `'same'`, and such a convolution is traced
  /// under another name.
  public var torch: TorchNames {
    (hasSamePadding ? Self.sameNames : Self.names)[windows.count - 1]
  }

  private static let names = names(traced: "_convolution")
  private static let sameNames = names(traced: "_convolution_mode")

  private static func names(traced: String) -> [TorchNames] {
    (1...3).map {
      TorchNames(
        module: "Conv\($0)d", function: "F.conv\($0)d", aten: traced, "convolution", "conv\($0)d")
    }
  }

  /// `3x3/2 conv, 32 groups`, `3x3 depthwise conv`, `1-D conv 3`.
  public var title: String {
    if windows.count == 1 { return "1-D conv \(windows[0].kernel)" }
    if isDepthwise { return "\(windows.title) depthwise conv" }
    return "\(windows.title) conv" + (groups == 1 ? "" : ", \(groups) groups")
  }

  public var weights: [Weight] {
    let kernel = windows.map { Dim($0.kernel) }
    let weight = Weight("weight", Shape([outputChannels, channelsPerGroup] + kernel))
    return hasBias ? [weight, Weight("bias", [outputChannels])] : [weight]
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let shape = try asserted(input.shape, &requirements)
    let sizes = try Window.outputSizes(windows, of: shape, &requirements)
    try shape.require(channels: inputChannels, &requirements)
    return [Fact(input.type, Shape([shape.batch, outputChannels] + sizes))]
  }

  /// The input with the sizes that are asserted, which it is required to have.
  private func asserted(
    _ input: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    guard let assertedSizes else { return input }
    try input.require(rank: assertedSizes.count + 2)
    for (axis, wanted) in zip(2..., assertedSizes) {
      let size = input.dims[axis]
      try requirements.require(
        .equal(size, wanted), otherwise: .unequal(axis: axis, size, wanted))
    }
    return Shape(input.dims.prefix(2) + assertedSizes)
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (input, output) = (inputs.shape(), outputs[0].shape)
    let elements = output.elements
    var work = Work(
      product: elements * channelsPerGroup * windows.area,
      biasAdditions: hasBias ? elements : 0,
      groups: groups,
      parametersPerImage: input.batch * parameterCount,
      input: input, output: output)
    if hasBias {
      work[.biasAdditionsTimesInputs] = elements * channelsPerGroup
    } else {
      work[.channelPairs] = input.batch * outputChannels * channelsPerGroup
    }
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension Convolution: ChannelReader {
  public var mixesChannels: Bool { !isDepthwise }

  public func narrowed(by channels: Dim) -> any Operator {
    Convolution(
      inputChannels - channels, isDepthwise ? outputChannels - channels : outputChannels,
      windows: windows, groups: isDepthwise ? groups - channels : groups, bias: hasBias,
      asserting: assertedSizes)
  }
}
