import RLANetworks

/// How many elements the tensors of a model have.
public struct ONNXTensorCount: Hashable, Sendable {
  /// Of all initializers that hold real numbers: weights, running statistics, constants; and of
  /// weights that older exporters store as nodes.
  public private(set) var floating = 0
  /// Of all other initializers.
  public private(set) var others = 0
  /// Bytes of all initializers.
  public private(set) var bytes = 0

  /// Of no model.
  init() {}

  /// - Parameters:
  ///   - model: The model.
  ///   - weightsOfConstants: Elements of weights that older exporters store as nodes.
  init(_ model: ONNXModel, weightsOfConstants: Int) {
    floating = weightsOfConstants
    add(model.graph)
    for function in model.functions { add(bodiesOf: function.nodes) }
  }

  private mutating func add(_ graph: ONNXGraph) {
    for tensor in graph.initializers {
      if tensor.type.isFloating {
        floating += tensor.storedCount
      } else {
        others += tensor.storedCount
      }
      bytes +=
        tensor.storedCount / 8 * tensor.type.bits
        + (tensor.storedCount % 8 * tensor.type.bits + 7) / 8
    }
    add(bodiesOf: graph.nodes)
  }

  private mutating func add(bodiesOf nodes: [ONNXNode]) {
    for attribute in nodes.lazy.flatMap(\.attributes) {
      if case .graph(let body) = attribute.value { add(body) }
    }
  }
}
