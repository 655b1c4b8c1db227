import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// One application of an operator compared with a plain computation in double precision: equal
/// results, and gradients equal to central differences, for any memory layout of the inputs.
struct OperatorCheck {
  /// From the inputs and the weights by name to the outputs.
  typealias Plain = ([ReferenceTensor], [String: ReferenceTensor]) -> [ReferenceTensor]

  let function: any Operator
  let inputs: [ReferenceTensor]
  /// Whole numbers known before anything runs, after the inputs.
  var known: [Fact] = []
  /// By operand, its place among the inputs and what is known, nil where it is left out; all of them in
  /// order where nil.
  var operands: [Int?]?
  var outputs = 1
  /// Outputs that have gradients.
  var differentiable: Set<Int> = [0]
  var tolerance = 1e-5
  /// The purpose of the plan; some operators compute something else in training.
  var purposes: Set<PlanOptions.Purpose> = [.inference, .training]
  /// Whether the weights are frozen.
  var isFrozen = false
  /// How products are computed.
  var algorithm = PlanOptions.Algorithm.exact
  let plain: Plain

  /// The memory layout of the inputs.
  enum Lay: CaseIterable {
    case rowMajor
    /// Axes in reverse order in memory.
    case reversed
    /// Axis 1 innermost, as in maps.
    case channelsLast
    /// A part of a larger tensor.
    case cut
  }

  func run(sourceLocation: SourceLocation = #_sourceLocation) throws {
    ForcedLevel.apply()
    for lay in Lay.allCases {
      for fusion in PlanOptions.Fusion.allCases {
        if purposes.contains(.inference) { try checkResults(lay, fusion, sourceLocation) }
        for output in differentiable.sorted() where purposes.contains(.training) {
          try checkGradients(lay, fusion, output, sourceLocation)
        }
      }
    }
  }

  // MARK: - The network

  private func order(_ lay: Lay, _ rank: Int) -> [Int] {
    switch lay {
    case .reversed: (0..<rank).reversed()
    case .channelsLast where rank > 2: [0] + Array(2..<rank) + [1]
    default: Array(0..<rank)
    }
  }

  /// An input stored so that a view of it has the layout.
  private func given(_ tensor: ReferenceTensor, _ lay: Lay) -> ReferenceTensor {
    if lay == .cut { return tensor.rank > 0 ? tensor.padded(tensor.rank - 1) : tensor }
    return tensor.permuted(order(lay, tensor.rank))
  }

  private func view(_ value: Value, of tensor: ReferenceTensor, _ lay: Lay, _ net: Scope) -> Value {
    if tensor.rank == 0 { return value }
    if lay == .cut {
      let axis = tensor.rank - 1
      return net.apply(
        Slice(axis: axis, start: 1, count: Dim(tensor.sizes[axis])), to: [value])[0]
    }
    let order = order(lay, tensor.rank)
    if order == Array(0..<tensor.rank) { return value }
    let back = order.indices.map { axis in order.firstIndex(of: axis) ?? axis }
    return net.apply(Transpose(back), to: [value])[0]
  }

  private func network(_ lay: Lay, output: Int?) -> Network {
    let given = inputs.map { self.given($0, lay) }
    let named = given.indices.map { Input("x\($0)", given[$0].fact, batchAxis: nil) }
    return Network("one", inputs: named) { net, values in
      let read = values.indices.map { view(values[$0], of: inputs[$0], lay, net) }
      let results = results(of: read, in: net)
      if let output { return [("y", results[output])] }
      return results.enumerated().map { ("y\($0)", $1) }
    }
  }

  private func results(of tensors: [Value], in net: Scope) -> [Value] {
    let values =
      tensors + known.enumerated().map { net.constant("known\($0.offset)", $0.element) }
    let read = operands?.map { $0.map { values[$0] } } ?? values
    return function.weights.isEmpty
      ? net.apply(function, to: read, outputs: outputs)
      : Self.layer(of: function, net)(read, outputs: outputs)
  }

  private static func layer(of function: any Operator, _ net: Scope) -> BuiltLayer {
    net.layer("layer", function)
  }

  private func session(
    _ lay: Lay, _ fusion: PlanOptions.Fusion, _ purpose: PlanOptions.Purpose, output: Int? = nil
  ) throws -> Session {
    let network = network(lay, output: output)
    var options = PlanOptions(
      batch: 1, height: 1, width: 1, purpose: purpose, fusion: fusion, algorithm: algorithm,
      threads: 2, wantsInputGradient: true)
    if isFrozen { options.frozenLayers = Set(network.layers.indices) }
    let session = try Session(
      ExecutionPlan(network, inputs: network.inputs.map(\.fact), options))
    for (index, tensor) in inputs.enumerated() {
      let values = given(tensor, lay).values
      if tensor.type == .float32 {
        session.setInput(index, values.map { Float($0) })
      } else {
        session.setInput(index, values.map { Int($0) })
      }
    }
    session.forward()
    return session
  }

  private func weights(_ session: Session) -> [String: ReferenceTensor] {
    var result: [String: ReferenceTensor] = [:]
    for weight in function.weights {
      guard let index = session.parameters.index(of: "layer.\(weight.name)") else { continue }
      result[weight.name] = ReferenceTensor(
        weight.shape.values ?? [], session.parameters[index].map(Double.init))
    }
    return result
  }

  // MARK: - Checks

  private func checkResults(
    _ lay: Lay, _ fusion: PlanOptions.Fusion, _ location: SourceLocation
  ) throws {
    let session = try session(lay, fusion, .inference)
    let expected = plain(inputs, weights(session))
    for (index, wanted) in expected.enumerated() {
      let actual = session.outputs[index]
      try #require(actual.count == wanted.count, "\(lay)", sourceLocation: location)
      for (value, wanted) in zip(actual, wanted.values) where !isNear(value, wanted) {
        Issue.record("\(lay) \(fusion): \(value) for \(wanted)", sourceLocation: location)
        return
      }
    }
  }

  private func isNear(_ value: Float, _ wanted: Double) -> Bool {
    if wanted.isNaN { return value.isNaN }
    if wanted.isInfinite { return Double(value) == wanted }
    return abs(Double(value) - wanted) <= tolerance * max(1, abs(wanted))
  }

  private func checkGradients(
    _ lay: Lay, _ fusion: PlanOptions.Fusion, _ output: Int, _ location: SourceLocation
  ) throws {
    let session = try session(lay, fusion, .training, output: output)
    let weights = weights(session)
    let formula = SyntheticValues("gradient")
    let gradient = session.outputs[0].indices.map { 2 * formula.unit($0) - 1 }
    // Twice, so that leftovers of the first pass would show.
    session.backward(from: gradient.map { Float($0) })
    // What a backward pass reads is free to be overwritten once it has been read.
    session.forward()
    session.backward(from: gradient.map { Float($0) })
    func loss(_ inputs: [ReferenceTensor], _ weights: [String: ReferenceTensor]) -> Double {
      zip(plain(inputs, weights)[output].values, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for (index, tensor) in inputs.enumerated() where tensor.type == .float32 {
      let actual = ReferenceTensor(
        given(tensor, lay).sizes, session.gradient(ofInput: index).map(Double.init))
      compare(tensor, viewed(actual, tensor, lay), "input \(index), \(lay) \(fusion)", location) {
        var inputs = inputs
        inputs[index] = $0
        return loss(inputs, weights)
      }
    }
    for weight in function.weights where weight.role == .parameter {
      guard let index = session.parameters.index(of: "layer.\(weight.name)"),
        let tensor = weights[weight.name]
      else { continue }
      let actual = session.parameters.gradient(index).map(Double.init)
      if isFrozen {
        #expect(actual.allSatisfy { $0 == 0 }, "\(weight.name)", sourceLocation: location)
        continue
      }
      compare(tensor, actual, "\(weight.name), \(lay) \(fusion)", location) {
        var weights = weights
        weights[weight.name] = $0
        return loss(inputs, weights)
      }
    }
  }

  /// The gradient of what the operator read, in the order of `tensor`.
  private func viewed(
    _ gradient: ReferenceTensor, _ tensor: ReferenceTensor, _ lay: Lay
  ) -> [Double] {
    tensor.positions.map { position in
      if tensor.rank == 0 { return gradient.values[0] }
      var place = position
      if lay == .cut {
        place[tensor.rank - 1] += 1
      } else {
        place = order(lay, tensor.rank).map { position[$0] }
      }
      return gradient[place]
    }
  }

  private func compare(
    _ tensor: ReferenceTensor, _ actual: [Double], _ name: String, _ location: SourceLocation,
    _ loss: (ReferenceTensor) -> Double
  ) {
    let largest = actual.map(abs).max() ?? 0
    let places = Set([0, 1, tensor.count / 3, tensor.count * 3 / 4, tensor.count - 1])
    for index in places.sorted() where tensor.values.indices.contains(index) {
      let step = 0x1p-17
      var (above, below) = (tensor, tensor)
      above.values[index] += step
      below.values[index] -= step
      let difference = (loss(above) - loss(below)) / (2 * step)
      let error = abs(actual[index] - difference)
      if error > 1e-6 + max(largest, 1) * max(1e-3, tolerance) || error.isNaN {
        Issue.record(
          "Gradient of \(name) at \(index): \(actual[index]) for \(difference)",
          sourceLocation: location)
        return
      }
    }
  }
}
