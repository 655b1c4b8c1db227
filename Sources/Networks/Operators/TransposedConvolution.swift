public import RLASymbolic

/// The gradient of a convolution with respect to its input, as a layer: every input position adds a
/// weighted kernel to the output.
///
/// Shapes: N×Cin×spatial → N×Cout×spatial' with ((n − 1)·stride + extent − padding + output
/// padding) along each axis; weight Cin×(Cout/groups)×kernel.
public struct TransposedConvolution: Operator {
  public static let kind = OperatorKind("TransposedConvolution", .product, onnx: ["ConvTranspose"])

  public let inputChannels: Dim
  public let outputChannels: Dim
  /// One window for each spatial axis.
  public let windows: [Window]
  /// Elements added at the end of each spatial axis, since a stride leaves the size ambiguous.
  public let outputPadding: [Int]
  public let groups: Dim
  public let hasBias: Bool
  let outputsPerGroup: Dim

  /// - Parameters:
  ///   - inputChannels: Channels of the input, a multiple of `groups`.
  ///   - outputChannels: Channels of the result, a multiple of `groups`.
  ///   - windows: One window for each spatial axis.
  ///   - outputPadding: Elements at the end of each axis; none by default.
  ///   - groups: Groups of channels that are convolved separately.
  ///   - bias: Whether a value per output channel is added.
  public init(
    _ inputChannels: Dim, _ outputChannels: Dim, windows: [Window], outputPadding: [Int]? = nil,
    groups: Dim = 1, bias: Bool
  ) {
    precondition((1...3).contains(windows.count), "A convolution has one to three spatial axes.")
    precondition(
      outputPadding.map { $0.count == windows.count && $0.allSatisfy { $0 >= 0 } } ?? true,
      "Every axis has a padding of at least 0.")
    guard let perGroup = outputChannels.exactQuotient(by: groups),
      inputChannels.exactQuotient(by: groups) != nil
    else {
      preconditionFailure("\(groups) groups do not divide \(inputChannels) → \(outputChannels).")
    }
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.windows = windows
    self.outputPadding = outputPadding ?? windows.map { _ in 0 }
    self.groups = groups
    hasBias = bias
    outputsPerGroup = perGroup
  }

  /// A transposed convolution over height and width with the same window on both axes.
  public init(_ inputChannels: Dim, _ outputChannels: Dim, _ window: Window, bias: Bool) {
    self.init(inputChannels, outputChannels, windows: [window, window], bias: bias)
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names[windows.count - 1] }

  private static let names = (1...3).map {
    TorchNames(
      module: "ConvTranspose\($0)d", function: "F.conv_transpose\($0)d", aten: "_convolution",
      "convolution", "conv_transpose\($0)d")
  }

  public var title: String { "\(windows.title) transposed conv" }

  public var weights: [Weight] {
    let kernel = windows.map { Dim($0.kernel) }
    let weight = Weight("weight", Shape([inputChannels, outputsPerGroup] + kernel))
    return hasBias ? [weight, Weight("bias", [outputChannels])] : [weight]
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    try input.shape.require(rank: windows.count + 2)
    try input.shape.require(channels: inputChannels, &requirements)
    var output = input.shape
    output.dims[1] = outputChannels
    for (index, window) in windows.enumerated() {
      let size = input.shape.dims[index + 2]
      output.dims[index + 2] = window.inputSize(of: size) + Dim(outputPadding[index])
      try requirements.require(
        .positive(output.dims[index + 2]),
        otherwise: .windowTooLarge(axis: index + 2, size: size, kernel: window.kernel))
    }
    return [Fact(input.type, output)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (input, output) = (inputs.shape(), outputs[0].shape)
    var work = Work(
      product: input.elements * outputsPerGroup * windows.area,
      biasAdditions: hasBias ? output.elements : 0,
      groups: groups,
      parametersPerImage: input.batch * parameterCount,
      input: input, output: output)
    // Divides without a remainder, as the groups divide the channels.
    let inputsPerGroup = inputChannels.exactQuotient(by: groups) ?? inputChannels
    work[.multiplyAddsAtOutputs] = output.elements * inputsPerGroup * windows.area
    work[.multiplyAddsByFilter] = output.elements * outputsPerGroup * windows.area
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
