import RLASymbolic

/// A layer as a function: its weights are further inputs, because the network computes them.
///
/// Shapes: those of the layer, then one tensor for each of its parameters, of the shape that the
/// layer would own; optional inputs that are left out keep their places. It is `torch.nn.functional` beside `torch.nn`.
public struct FunctionalForm: Operator {
  /// The layer whose formula it is.
  public let layer: any Operator
  public let kind: OperatorKind
  private let parameters: [Weight]

  /// - Parameter layer: A layer of one of the kinds that have a functional form.
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
      Convolution.kind, Quantized.kind(of: Convolution.kind), Fused.kind(of: Convolution.kind),
      TransposedConvolution.kind, ParametricReLU.kind, .lstm, .gru, .rnn,
    ].compactMap { $0.map { ($0, functional($0)) } })

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
    let weights = inputs.facts.dropFirst(layerInputs).compactMap(\.self)
    guard weights.count == parameters.count else {
      throw .outputs(expected: layerInputs + parameters.count, actual: inputs.count)
    }
    for (given, wanted) in zip(weights, parameters) {
      try given.shape.require(
        equalTo: wanted.shape, axes: given.shape.dims.indices, &requirements)
    }
    return try layer.outputs(of: layerOperands(inputs), requiring: &requirements)
  }

  /// How many inputs are weights, the last ones.
  package var weightCount: Int { parameters.count }

  /// How many inputs the layer has.
  private var layerInputs: Int { layer.kind.inputs.count }

  private func layerOperands(_ inputs: Operands) -> Operands {
    Operands(Array(inputs.facts.prefix(layerInputs)))
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    layer.work(on: layerOperands(inputs), outputs: outputs)
  }

  public var storage: Storage { layer.storage }

  public var savedTensors: SavedTensors { .inputs }
}
