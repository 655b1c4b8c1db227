import RLASymbolic

/// Blocks of positions as channels, or the reverse, as sub-pixel convolutions arrange them.
///
/// Shapes: N×(C·b²)×H×W → N×C×(H·b)×(W·b), and back. Shi et al. 2016, arXiv 1609.05158.
public struct DepthSpace: Rearrangement {
  /// The side of a block, b.
  public let block: Int
  /// Whether channels become positions, not positions channels.
  public let makesSpace: Bool

  /// - Parameters:
  ///   - block: The side of a block, b.
  ///   - makingSpace: Whether channels become positions.
  public init(block: Int, makingSpace: Bool) {
    precondition(block > 0, "A block has a side.")
    self.block = block
    makesSpace = makingSpace
  }

  public var kind: OperatorKind { makesSpace ? .depthToSpace : .spaceToDepth }

  public var torch: TorchNames { makesSpace ? Self.shuffle : Self.unshuffle }

  private static let shuffle = TorchNames(
    module: "PixelShuffle", function: "F.pixel_shuffle", aten: "pixel_shuffle")
  private static let unshuffle = TorchNames(
    module: "PixelUnshuffle", function: "F.pixel_unshuffle", aten: "pixel_unshuffle")

  public var title: String { makesSpace ? "depth to space \(block)" : "space to depth \(block)" }

  /// - Throws: `ShapeMismatch.elements` where a size is no multiple of the block.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var shape = inputs.shape()
    try shape.require(rank: 4)
    let area = block * block
    if makesSpace {
      shape.dims[1] = try shape.dims[1].quotient(ofParts: area, &requirements)
      for axis in 2...3 { shape.dims[axis] *= Dim(block) }
    } else {
      shape.dims[1] *= Dim(area)
      for axis in 2...3 {
        shape.dims[axis] = try shape.dims[axis].quotient(ofParts: block, &requirements)
      }
    }
    return [Fact(inputs[0].type, shape)]
  }

  public var storage: Storage { .fresh }
}

extension Dim {
  /// The size divided by a number, of which it has to be a multiple.
  ///
  /// - Throws: `ShapeMismatch.elements` where it is none.
  func quotient(
    ofParts count: Int, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Dim {
    let quotient = floorDivided(by: count)
    try requirements.require(
      .equal(quotient * Dim(count), self),
      otherwise: .elements(expected: quotient * Dim(count), actual: self))
    return quotient
  }
}

extension OperatorKind {
  public static let depthToSpace = OperatorKind("DepthToSpace", .movement, onnx: ["DepthToSpace"])
  public static let spaceToDepth = OperatorKind("SpaceToDepth", .movement, onnx: ["SpaceToDepth"])
}
