public import RLASymbolic

/// A grid of means from each proposed region of an image, sampled bilinearly from the level of the
/// pyramid that fits the region's size (RoIAlign).
///
/// Shapes: one N×C×H×W map per level → (N·regions)×C×size×size. The number of samples depends on
/// the regions, so the tally contains no interpolation work. He et al. 2017, arXiv 1703.06870.
public struct RoIAlign: Rearrangement {
  public static let kind = OperatorKind(
    "RoIAlign", .movement,
    inputs: [OperatorKind.Port("finest"), OperatorKind.Port("coarser", .variadic)])

  /// Regions per image.
  public let regions: Dim
  /// Height and width of the grid.
  public let size: Int
  /// Pixels of the image per position, by level.
  public let strides: [Int]

  public init(regions: Dim, size: Int, strides: [Int]) {
    precondition(size > 0 && !strides.isEmpty, "A grid has cells and a pyramid has levels.")
    self.regions = regions
    self.size = size
    self.strides = strides
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "RoIAlign", function: "ops.roi_align", aten: "roi_align")

  public var title: String { "RoIAlign \(size)x\(size)" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let finest = inputs.shape()
    try finest.require(rank: 4)
    for input in inputs.present {
      try finest.require(equalTo: input.shape, axes: 0..<2, &requirements)
    }
    let grid = Shape(
      batch: finest.batch * regions, channels: finest.channels, height: Dim(size),
      width: Dim(size))
    return [Fact(inputs[0].type, grid)]
  }

  public var storage: Storage { .fresh }
}
