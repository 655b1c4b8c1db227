import RLASymbolic

/// The layer norm of a sum, as between the blocks of a transformer: `y = LN(x + skip + bias) · γ + β`.
///
/// Shapes: x …×C and skip of its shape, or without a batch, γ, β and bias C → the normalized sum, mean
/// and inverse deviation …×1, and the sum itself. Contrib operator of ONNX Runtime.
public struct SkipLayerNormalization: Operator {
  /// What the sum is divided by.
  public enum Form: Hashable, Sendable, CaseIterable {
    /// Its deviation from the mean, as in LayerNorm.
    case deviation
    /// Its root mean square, as in RMSNorm.
    case rootMeanSquare
  }

  public static let kind = OperatorKind(
    "SkipLayerNormalization", .normalization,
    onnx: [
      "com.microsoft.SkipLayerNormalization", "com.microsoft.SkipSimplifiedLayerNormalization",
    ],
    inputs: [
      OperatorKind.Port("input"), OperatorKind.Port("skip"), OperatorKind.Port("gamma"),
      OperatorKind.Port("beta", .optional), OperatorKind.Port("bias", .optional),
    ],
    outputs: ["output", "mean", "inv_std_var", "input_skip_bias_sum"].map { OperatorKind.Port($0) })

  public let form: Form
  /// ε, 1e-5 by default as in PyTorch.
  public let epsilon: Double

  public init(_ form: Form = .deviation, epsilon: Double = 1e-5) {
    self.form = form
    self.epsilon = epsilon
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { form == .deviation ? Self.names : Self.rootMeanSquareNames }

  private static let names = TorchNames(
    module: "LayerNorm", function: "F.layer_norm", aten: "layer_norm", "native_layer_norm")
  private static let rootMeanSquareNames = TorchNames(
    module: "RMSNorm", function: "F.rms_norm", aten: "rms_norm")

  public var title: String { form == .deviation ? "+ LN" : "+ RMSNorm" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the operands do not belong together.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    guard input.shape.rank >= 2 else { throw .rank(expected: 3, actual: input.shape.rank) }
    try input.shape.require(suffix: inputs.shape(1).withoutSingleBatch, &requirements)
    for position in 2...4 {
      guard let weight = inputs.optional(position) else { continue }
      try weight.shape.require(rank: 1)
      try input.shape.require(suffix: weight.shape, &requirements)
    }
    var statistics = input.shape
    statistics.dims[input.shape.rank - 1] = 1
    return [
      Fact(input.type, input.shape), .float(statistics), .float(statistics),
      Fact(input.type, input.shape),
    ]
  }

  /// The sum takes an addition for each element and one more where there is a bias; the norm, what
  /// `LayerNormalization` or `RMSNormalization` does.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let shape = inputs.shape()
    let sums = 1 + (inputs.optional(4) == nil ? 0 : 1)
    var work = shape.normalizing(
      form, scaled: true, shifted: inputs.optional(3) != nil)
    work[.additions] += shape.elements * Dim(sums)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension Shape {
  /// The shape, without a first axis of size 1 that repeats.
  fileprivate var withoutSingleBatch: Shape {
    dims.first == 1 ? Shape(Array(dims.dropFirst())) : self
  }

  /// The work of a norm over the last axis.
  func normalizing(_ form: SkipLayerNormalization.Form, scaled: Bool, shifted: Bool) -> Work {
    let size: Shape = [dims[rank - 1]]
    let norm: any Operator =
      switch form {
      case .deviation: LayerNormalization(size, affine: scaled, bias: shifted)
      case .rootMeanSquare: RMSNormalization(size, affine: scaled)
      }
    var work = norm.work(on: Operands([self]), outputs: Results([.float(self)]))
    // The weights are inputs here, not parameters of a layer.
    work[.parametersPerImage] = 0
    return work
  }
}
