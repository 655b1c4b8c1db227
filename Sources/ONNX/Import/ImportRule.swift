import RLANetworks

/// How nodes of some types become operators: what the file of an operator in `Operators` states.
struct ImportRule: Sendable {
  /// Types of nodes, in the domain ai.onnx unless prefixed.
  let types: [String]
  /// The results of a node; nil for one that has no rule in this form.
  let apply: @Sendable (NodeImport) throws(ONNXFailure) -> [ImportedValue]?

  init(
    _ types: [String],
    _ apply: @escaping @Sendable (NodeImport) throws(ONNXFailure) -> [ImportedValue]?
  ) {
    self.types = types
    self.apply = apply
  }

  init(
    _ kind: OperatorKind,
    _ apply: @escaping @Sendable (NodeImport) throws(ONNXFailure) -> [ImportedValue]?
  ) {
    self.init(kind.onnx, apply)
  }

  /// One line for each file.
  static let all: [ImportRule] = [
    convolutions, gemms, matrixProducts, recurrences, attentions, norms, activations, poolings,
    arithmetic, movements, reshapes, resizes, scatters, quantizations, selections, sequences,
    shapes, reductions, losses, images, signals, controls,
  ].flatMap(\.self)

  /// The rule of a type; a model has few types, so that a table by type would take longer.
  static func rule(for type: String) -> ImportRule? { all.first { $0.types.contains(type) } }
}
