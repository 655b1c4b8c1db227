import RLASymbolic

/// Boxes in falling order of score, without those that overlap a better one of their class too much.
///
/// Shapes: boxes N×B×4, scores N×C×B, and the largest number of boxes per class → count×3: image,
/// class and box, 64-bit integers. The count is known only at run time. ONNX `NonMaxSuppression`,
/// version 11; `torchvision.ops.nms`, torchvision 0.28, for one image and class.
public struct NonMaxSuppression: SizedByRunning {
  public static let kind = OperatorKind(
    "NonMaxSuppression", .reduction, onnx: ["NonMaxSuppression"],
    inputs: [
      OperatorKind.Port("boxes"), OperatorKind.Port("scores"),
      OperatorKind.Port("max_output_boxes_per_class", .optional, reads: .attributes),
      OperatorKind.Port("iou_threshold", .optional),
      OperatorKind.Port("score_threshold", .optional),
    ])

  /// Whether a box is its center with its width and height, not two opposite corners.
  public let hasCenters: Bool

  public let count: Int?

  /// - Parameters:
  ///   - centers: Whether a box is its center with its width and height.
  ///   - count: How many boxes stay, where a run has told it.
  public init(centers: Bool = false, count: Int? = nil) {
    hasCenters = centers
    self.count = count
  }

  public func sized(_ count: Int) -> NonMaxSuppression {
    NonMaxSuppression(centers: hasCenters, count: count)
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "ops.nms", aten: "nms")

  public var title: String { "NMS" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where boxes and scores do not belong together.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (boxes, scores) = (inputs.shape(0), inputs.shape(1))
    try boxes.require(rank: 3)
    try scores.require(rank: 3)
    for (axis, one, other) in [
      (0, boxes.dims[0], scores.dims[0]), (1, boxes.dims[1], scores.dims[2]),
      (2, boxes.dims[2], 4),
    ] where one != other {
      try requirements.require(.equal(one, other), otherwise: .unequal(axis: axis, one, other))
    }
    return [Fact(.int64, [count(scores, inputs, &requirements), 3])]
  }

  /// At most as many boxes per image and class as there are, or as are asked for; none where the
  /// third input is omitted.
  private func count(
    _ scores: Shape, _ inputs: Operands, _ requirements: inout Requirements
  ) -> Dim {
    guard let wanted = inputs.optional(2) else { return 0 }
    let most = wanted.element ?? scores.dims[2]
    if most.isLess(than: 1) == true { return 0 }
    if let count { return Dim(count) }
    let perClass = most.isLess(than: scores.dims[2]) == true ? most : scores.dims[2]
    return requirements.unknownSize(atMost: scores.dims[0] * scores.dims[1] * perClass)
  }

  /// One comparison for each score, which every algorithm needs; how many overlaps are computed
  /// depends on the boxes.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(
      inputElements: inputs.shape().elements, outputElements: outputs[0].shape.elements,
      comparisons: inputs.shape(1).elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
