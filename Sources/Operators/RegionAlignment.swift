public import Symbolic

/// A grid of means from each proposed region of an image, sampled bilinearly from the level of the
/// pyramid that fits the region's size (RoIAlign).
///
/// Shapes: one N×C×H×W map per level → (N·regions)×C×size×size. The number of samples depends on the
/// regions, so the tally has no interpolation work. He et al. 2017, arXiv 1703.06870.
public struct RegionAlignment: Operator {
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

  public var kind: OperatorKind { .regionAlignment }

  public var torchName: String { "RoIAlign" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    for input in inputs {
      try inputs[0].require(equalTo: input, axes: 0..<2, &requirements)
    }
    return Shape(
      batch: inputs[0].batch * regions, channels: inputs[0].channels, height: Dim(size),
      width: Dim(size))
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: inputs[0].elements, outputElements: output.elements)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .nothing }
}
