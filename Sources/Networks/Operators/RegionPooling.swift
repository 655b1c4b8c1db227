import RLASymbolic

/// A grid of means from each given region of a map, sampled bilinearly.
///
/// Shapes: N×C×H×W, regions R×4 and the image of each R → R×C×height×width. He et al. 2017,
/// arXiv 1703.06870; ONNX RoiAlign, version 16.
public struct RegionPooling: Operator {
  public static let kind = OperatorKind(
    "RegionPooling", .pooling, onnx: ["RoiAlign"],
    inputs: ["X", "rois", "batch_indices"].map { OperatorKind.Port($0) })

  public let height: Int
  public let width: Int
  /// Samples along each side of a cell; 0 where the size of the region decides.
  public let samples: Int

  public init(height: Int = 1, width: Int = 1, samples: Int = 0) {
    precondition(height > 0 && width > 0 && samples >= 0, "A grid has cells.")
    self.height = height
    self.width = width
    self.samples = samples
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "RoIAlign", function: "ops.roi_align", aten: "roi_align")

  public var title: String { "RoIAlign \(height)x\(width)" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape(0).require(rank: 4)
    try inputs.shape(1).require(rank: 2)
    return [
      Fact(
        inputs[0].type,
        Shape(
          batch: inputs.shape(1).dims[0], channels: inputs.shape().channels, height: Dim(height),
          width: Dim(width)))
    ]
  }

  /// Four products and as many additions for each sample; none where their number depends on the
  /// regions.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let count = samples * samples
    return Work(
      ElementCost(additions: 4 * count, multiplications: 4 * count),
      times: outputs[0].shape.elements, inputElements: inputs.shape().elements,
      outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
