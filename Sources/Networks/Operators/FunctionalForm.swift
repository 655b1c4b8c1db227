import RLASymbolic

/// A layer as a function: its weights are further inputs, because the network computes them.
///
/// Shapes: the inputs of the layer, of which optional ones may be absent, then one tensor for each of
/// its parameters, of the shape that the layer would own. It is `torch.nn.functional` beside `torch.nn`.
public struct FunctionalForm: Operator {
  /// The layer whose formula it is.
  public let layer: any Operator
  public let kind: OperatorKind
  private let parameters: [Weight]

  /// - Parameter layer: A layer that has such a form.
  public init(_ layer: any Operator) {
    guard let kind = Self.kinds[layer.kind] else {
      preconditionFailure("\(layer.kind) has no functional form.")
    }
    self.layer = layer
    self.kind = kind
    parameters = layer.weights.filter { $0.role == .parameter }
  }

  /// Layers that have a functional form.
  private static let kinds = Dictionary(
    uniqueKeysWithValues: [
      Convolution.kind, TransposedConvolution.kind, ParametricReLU.kind, .lstm, .gru, .rnn,
    ].map { ($0, functional($0)) })

  private static func functional(_ kind: OperatorKind) -> OperatorKind {
    OperatorKind(
      kind.name, kind.category, inputs: kind.inputs + [OperatorKind.Port("weights", .variadic)],
      outputs: kind.outputs)
  }

  public var torch: TorchNames { layer.torch }

  public var title: String { layer.title }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.outputs` where a weight is missing, `.unequal` where one has another
  ///   size than the layer would own.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let given = inputs.facts.dropFirst(ownInputs).compactMap(\.self)
    guard given.count == parameters.count else {
      throw .outputs(expected: parameters.count, actual: given.count)
    }
    for (given, wanted) in zip(given, parameters) {
      try given.shape.require(
        equalTo: wanted.shape, axes: given.shape.dims.indices, &requirements)
    }
    return try layer.outputs(of: operands(inputs), requiring: &requirements)
  }

  /// The inputs of the layer itself.
  private var ownInputs: Int { layer.kind.inputs.count }

  private func operands(_ inputs: Operands) -> Operands {
    Operands(Array(inputs.facts.prefix(ownInputs)))
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    layer.work(on: operands(inputs), outputs: outputs)
  }

  public var storage: Storage { layer.storage }

  public var savedTensors: SavedTensors { .inputs }
}
