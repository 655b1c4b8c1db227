import RLASymbolic

/// A convolution whose kernel is sampled at learned offsets from its grid.
///
/// Shapes: x N×Cin×H×W, filter Cout×(Cin/groups)×kernel, offsets N×(g·2·kernel)×H'×W', bias Cout, mask
/// N×(g·kernel)×H'×W' → N×Cout×H'×W', for g groups of offsets. ONNX `DeformConv`, version 22;
/// `torchvision.ops.deform_conv2d`; Dai et al. 2017, arXiv 1703.06211.
public struct DeformableConvolution: Operator {
  public static let kind = OperatorKind(
    "DeformableConvolution", .product, onnx: ["DeformConv"],
    inputs: [
      OperatorKind.Port("X"), OperatorKind.Port("W"), OperatorKind.Port("offset"),
      OperatorKind.Port("B", .optional), OperatorKind.Port("mask", .optional),
    ])

  /// One window for each spatial axis.
  public let windows: [Window]
  public let groups: Int
  /// Groups of channels that share their offsets.
  public let offsetGroups: Int

  public init(_ windows: [Window], groups: Int = 1, offsetGroups: Int = 1) {
    precondition(windows.count == 2, "A deformable convolution has two spatial axes.")
    precondition(groups > 0 && offsetGroups > 0, "Channels are in groups.")
    self.windows = windows
    self.groups = groups
    self.offsetGroups = offsetGroups
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "DeformConv2d", function: "ops.deform_conv2d", aten: "deform_conv2d")

  public var title: String { "\(windows.title) deformable conv" }

  public var weights: [Weight] { [] }

  /// The convolution whose filter and bias are inputs, for known sizes of the filter.
  private func convolution(_ inputs: Operands) -> FunctionalForm {
    let filter = inputs.shape(1)
    let outputs = filter.dims[0].floorDivided(by: groups) * Dim(groups)
    return FunctionalForm(
      Convolution(
        filter.dims[1] * Dim(groups), outputs, windows: windows, groups: Dim(groups),
        bias: inputs.optional(3) != nil))
  }

  private func filtered(_ inputs: Operands) -> Operands {
    Operands([inputs[0], inputs[1]] + (inputs.optional(3).map { [$0] } ?? []))
  }

  /// - Throws: What a convolution throws, and `ShapeMismatch.rank` and `.unequal` where offsets or
  ///   mask do not fit its result.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape(1).require(rank: 4)
    _ = try requirements.part(of: inputs.shape(1).dims[0], by: groups, axis: 0)
    let results = try convolution(inputs).outputs(
      of: filtered(inputs), requiring: &requirements)
    var offsets = results[0].shape
    offsets.dims[1] = Dim(2 * offsetGroups) * windows.area
    try offsets.require(equalTo: inputs.shape(2), axes: 0..<4, &requirements)
    if let mask = inputs.optional(4)?.shape {
      offsets.dims[1] = Dim(offsetGroups) * windows.area
      try offsets.require(equalTo: mask, axes: 0..<4, &requirements)
    }
    return results
  }

  /// The products of the convolution; before them, each tap of each channel of the input is a sum of
  /// four neighbors, and a multiplication by the mask where there is one.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (input, output) = (inputs.shape(), outputs[0].shape)
    let taps = output.batch * output.spatial.reduce(1, *) * input.channels * windows.area
    var work = convolution(inputs).work(on: filtered(inputs), outputs: outputs)
    work[.additions] += taps * 3
    work[.multiplications] += taps * (inputs.optional(4) == nil ? 4 : 5)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
