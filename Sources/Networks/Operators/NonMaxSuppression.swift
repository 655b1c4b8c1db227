import RLASymbolic

/// Boxes that overlap no better one, by class.
///
/// Shapes: N×boxes×4 and N×classes×boxes → selected×3, a number that is known only at run time. The
/// comparisons depend on the data and are not counted. ONNX NonMaxSuppression, version 11.
public struct NonMaxSuppression: Rearrangement {
  public static let kind = OperatorKind(
    "NonMaxSuppression", .reduction, onnx: ["NonMaxSuppression"],
    inputs: [
      OperatorKind.Port("boxes"), OperatorKind.Port("scores"),
      OperatorKind.Port("max_output_boxes_per_class", .optional),
      OperatorKind.Port("iou_threshold", .optional),
      OperatorKind.Port("score_threshold", .optional),
    ])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "ops.nms", aten: "nms")

  public var title: String { "NMS" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape(0).require(rank: 3)
    try inputs.shape(1).require(rank: 3)
    return [Fact(.int64, [requirements.unknownSize("selected"), 3])]
  }

  public var storage: Storage { .fresh }
}
