import RLASymbolic

/// A grid of means or maxima of a map for each of the given regions, sampled bilinearly.
///
/// Shapes: a map N×C×H×W, regions R×4 and the image of each R → R×C×height×width. ONNX `RoiAlign`,
/// version 22; He et al. 2017, arXiv 1703.06870.
public struct RegionAlign: Operator {
  public static let kind = OperatorKind(
    "RegionAlign", .movement, onnx: ["RoiAlign"],
    inputs: ["X", "rois", "batch_indices"].map { OperatorKind.Port($0) })

  public let height: Int
  public let width: Int
  /// Samples along each axis of a cell; nil where they depend on the size of the region.
  public let samples: Int?
  /// How the samples of a cell are joined.
  public let mode: Mode
  /// Positions of the map for each unit of the regions.
  public let scale: Double
  /// Whether regions are shifted by half a position, so that whole numbers are between positions; else
  /// a region is at least one position wide and high.
  public let shiftsByHalf: Bool

  /// How the samples of a cell are joined.
  public enum Mode: Hashable, Sendable, CaseIterable {
    case mean
    /// The largest of all weighted neighbors, as ONNX Runtime computes it: a sample is no sum then.
    case maximum
  }

  /// - Parameters:
  ///   - height: Rows of the grid.
  ///   - width: Columns of the grid.
  ///   - samples: Samples along each axis of a cell; nil for ⌈size of the cell⌉.
  ///   - mode: How the samples of a cell are joined.
  ///   - scale: Positions of the map for each unit of the regions.
  ///   - shiftsByHalf: Whether regions are shifted by half a position.
  public init(
    height: Int = 1, width: Int = 1, samples: Int? = nil, _ mode: Mode = .mean, scale: Double = 1,
    shiftsByHalf: Bool = true
  ) {
    precondition(height > 0 && width > 0 && samples ?? 1 > 0, "A grid has cells with samples.")
    self.height = height
    self.width = width
    self.samples = samples
    self.mode = mode
    self.scale = scale
    self.shiftsByHalf = shiftsByHalf
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "RoIAlign", function: "ops.roi_align", aten: "roi_align")

  public var title: String { "RoIAlign \(height)x\(width)" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the regions are not R×4 with R images.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (map, regions) = (inputs.shape(0), inputs.shape(1))
    try map.require(rank: 4)
    try Shape([regions.dims.first ?? 1, 4]).require(
      equalTo: regions, axes: 0..<2, &requirements)
    try Shape([regions.dims[0]]).require(equalTo: inputs.shape(2), axes: [0], &requirements)
    return [
      Fact(inputs[0].type, [regions.dims[0], map.dims[1], Dim(height), Dim(width)])
    ]
  }

  /// A sample is a weighted sum of four neighbors, and a cell joins its samples; none of it is
  /// counted where the number of samples depends on the regions.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let m = outputs[0].shape.elements
    let perCell = samples.map { $0 * $0 } ?? 0
    let joined = samples == nil ? 0 : perCell * 4 - 1
    return Work(
      ElementCost(additions: joined, multiplications: perCell * 4), times: m,
      inputElements: inputs.shape().elements, outputElements: m)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
