import RLASymbolic

/// Channels moved into space: every b² channels become a square of b×b pixels.
///
/// Shapes: N×C×H×W → N×(C/b²)×(H·b)×(W·b). ONNX `DepthToSpace`, version 13; Shi et al. 2016,
/// arXiv 1609.05158.
public struct PixelShuffle: Rearrangement {
  public static let kind = OperatorKind("PixelShuffle", .movement, onnx: ["DepthToSpace"])

  /// Which of the C channels belong to one channel of the result.
  public enum Order: Hashable, Sendable, CaseIterable {
    /// Consecutive ones, as in PyTorch: mode CRD of ONNX.
    case consecutive
    /// Every C/b²-th: mode DCR of ONNX.
    case strided
  }

  /// b.
  public let block: Int
  public let order: Order

  public init(block: Int, _ order: Order = .consecutive) {
    precondition(block > 0, "A block has pixels.")
    self.block = block
    self.order = order
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "PixelShuffle", function: "F.pixel_shuffle", aten: "pixel_shuffle")

  public var title: String { "pixel shuffle \(block)" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var shape = inputs.shape()
    try shape.require(rank: 4)
    shape.dims[1] = try requirements.part(of: shape.dims[1], by: block * block, axis: 1)
    for axis in 2...3 { shape.dims[axis] *= Dim(block) }
    return [Fact(inputs[0].type, shape)]
  }

  public var storage: Storage { .fresh }
}

/// Space moved into channels: every square of b×b pixels becomes b² channels.
///
/// Shapes: N×C×H×W → N×(C·b²)×(H/b)×(W/b). ONNX `SpaceToDepth`, version 13.
public struct PixelUnshuffle: Rearrangement {
  public static let kind = OperatorKind("PixelUnshuffle", .movement, onnx: ["SpaceToDepth"])

  /// b.
  public let block: Int

  public init(block: Int) {
    precondition(block > 0, "A block has pixels.")
    self.block = block
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "PixelUnshuffle", function: "F.pixel_unshuffle", aten: "pixel_unshuffle")

  public var title: String { "pixel unshuffle \(block)" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var shape = inputs.shape()
    try shape.require(rank: 4)
    for axis in 2...3 {
      shape.dims[axis] = try requirements.part(of: shape.dims[axis], by: block, axis: axis)
    }
    shape.dims[1] *= Dim(block * block)
    return [Fact(inputs[0].type, shape)]
  }

  public var storage: Storage { .fresh }
}
