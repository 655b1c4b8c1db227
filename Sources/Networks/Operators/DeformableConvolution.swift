import RLASymbolic

/// A convolution whose kernel reads at positions that the network computes.
///
/// Shapes: N×Cin×spatial, weight Cout×(Cin/groups)×kernel, offsets and masks for each position →
/// N×Cout×spatial'. Dai et al. 2017, arXiv 1703.06211; ONNX DeformConv, version 19.
public struct DeformableConvolution: Operator {
  public static let kind = OperatorKind(
    "DeformableConvolution", .product, onnx: ["DeformConv"],
    inputs: ["X", "W", "offset"].map { OperatorKind.Port($0) }
      + ["B", "mask"].map { OperatorKind.Port($0, .optional) })

  /// The convolution without offsets.
  public let convolution: Convolution

  public init(_ convolution: Convolution) {
    self.convolution = convolution
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "DeformConv2d", function: "ops.deform_conv2d", aten: "deform_conv2d")

  public var title: String { "deformable \(convolution.title)" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let wanted = convolution.weights[0].shape
    try inputs.shape(1).require(
      equalTo: wanted, axes: inputs.shape(1).dims.indices, &requirements)
    return try convolution.outputs(of: Operands([inputs[0]]), requiring: &requirements)
  }

  /// The products of the convolution, and a bilinear sample of four elements for each element that
  /// a window reads, once for all its filters.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    var work = convolution.work(on: Operands([inputs[0]]), outputs: outputs)
    let output = outputs[0].shape
    let area = convolution.windows.reduce(1) { $0 * $1.kernel }
    let samples =
      output.batch * output.spatial.reduce(1, *) * convolution.inputChannels * Dim(area)
    work[.additions] += samples * 3
    work[.multiplications] += samples * (inputs.optional(4) == nil ? 4 : 5)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
