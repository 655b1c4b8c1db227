public import RLASymbolic

/// Random numbers in a tensor of given sizes, or of the sizes of another one.
///
/// Shapes: any → the same, or none → the given sizes; only the sizes of the input are read. ONNX
/// `RandomNormalLike`, version 22, and its relatives.
public struct RandomNumbers: Rearrangement {
  public static let kind = OperatorKind(
    "RandomNumbers", .movement,
    onnx: ["RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"],
    inputs: [OperatorKind.Port("like", .optional, reads: .sizes)])

  public enum Distribution: Hashable, Sendable, CaseIterable {
    case normal
    case uniform
  }

  public let distribution: Distribution
  /// Nil for the sizes of the input.
  public let shape: Shape?
  /// Nil for that of the input.
  public let type: ElementType?
  /// The mean of the normal distribution, or the lower end of the uniform one.
  public let start: Double
  /// The deviation of the normal distribution, or the length of the uniform one.
  public let spread: Double

  /// - Parameters:
  ///   - distribution: What the numbers follow.
  ///   - shape: The sizes; nil for those of the input.
  ///   - type: The type of the numbers; nil for that of the input.
  ///   - start: The mean of the normal distribution, or the lower end of the uniform one.
  ///   - spread: The deviation of the normal distribution, or the length of the uniform one.
  public init(
    _ distribution: Distribution, _ shape: Shape? = nil, type: ElementType? = nil,
    start: Double = 0, spread: Double = 1
  ) {
    self.start = start
    self.spread = spread
    self.distribution = distribution
    self.shape = shape
    self.type = type
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { distribution == .normal ? Self.normalNames : Self.uniformNames }

  private static let normalNames = TorchNames(function: "torch.randn", aten: "randn", "randn_like")
  private static let uniformNames = TorchNames(function: "torch.rand", aten: "rand", "rand_like")

  public var title: String { "random" }

  /// - Throws: `ShapeMismatch.unknownElements` where neither sizes nor an input are given.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let like = inputs.optional(0)
    guard let shape = shape ?? like?.shape else { throw .unknownElements(input: "shape") }
    return [Fact(type ?? like?.type ?? .float32, shape)]
  }

  public var storage: Storage { .fresh }
}
