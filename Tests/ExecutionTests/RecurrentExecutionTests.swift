import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// Recurrent layers forward and backward through time.
@Suite(.serialized) struct RecurrentExecutionTests {
  /// A layer at some sizes.
  struct Case: Sendable, CustomTestStringConvertible {
    let cell: RecurrentCell
    var (steps, batch, inputs, hidden) = (3, 2, 3, 5)
    var layers = 1
    var isBidirectional = false
    var isBatchFirst = false
    var hasBias = true
    /// Whether initial states are given.
    var givesStates = false

    init(_ cell: RecurrentCell, _ change: (inout Case) -> Void = { _ in }) {
      self.cell = cell
      change(&self)
    }

    var testDescription: String {
      "\(cell.title) \(steps)x\(batch)x\(inputs) to \(hidden), \(layers) layers"
        + (isBidirectional ? ", both ways" : "") + (isBatchFirst ? ", batch first" : "")
        + (hasBias ? "" : ", no bias") + (givesStates ? ", from states" : "")
    }

    var layer: RecurrentLayers {
      RecurrentLayers(
        cell, Dim(inputs), Dim(hidden), layers: layers, bidirectional: isBidirectional,
        batchFirst: isBatchFirst, bias: hasBias)
    }

    var sequence: ReferenceTensor {
      .distinct(isBatchFirst ? [batch, steps, inputs] : [steps, batch, inputs])
    }

    func state(_ number: Int) -> ReferenceTensor {
      .distinct([layers * (isBidirectional ? 2 : 1), batch, hidden], seed: number)
    }

    var tensors: [ReferenceTensor] {
      [sequence] + (givesStates ? (1...cell.states).map(state) : [])
    }

    static let all =
      RecurrentCell.all.flatMap { cell in
        [
          Case(cell),
          Case(cell) {
            ($0.steps, $0.hidden, $0.layers) = (2, 3, 2)
            ($0.isBidirectional, $0.givesStates) = (true, true)
          },
        ]
      }
      + [RecurrentCell.lstm, .gru, .tanh].flatMap { cell in
        [
          Case(cell) { ($0.isBatchFirst, $0.givesStates, $0.hasBias) = (true, true, false) },
          Case(cell) { ($0.layers, $0.steps, $0.batch, $0.hidden) = (4, 2, 1, 2) },
        ]
      }
      + [RecurrentCell.lstm, .gru].flatMap { cell in
        [
          Case(cell) { ($0.steps, $0.givesStates, $0.isBidirectional) = (1, true, true) },
          Case(cell) { ($0.isBidirectional, $0.isBatchFirst, $0.hidden) = (true, true, 1) },
          Case(cell) { ($0.steps, $0.batch, $0.inputs, $0.hidden) = (1, 3, 1, 17) },
        ]
      }
  }

  @Test(arguments: Case.all)
  func `Results and gradients are those of the formulas`(_ one: Case) throws {
    let outputs = 1 + one.cell.states
    try OperatorCheck(
      function: one.layer, inputs: one.tensors, outputs: outputs,
      differentiable: Set(0..<outputs), plain: PlainRecurrence(layer: one.layer).callAsFunction
    ).run()
  }

  // MARK: - Networks of several layers

  private func session(
    _ tensors: [ReferenceTensor], threads: Int = 2, products: ProductStyle = .forProcessor,
    frozen: Set<Int> = [], _ build: (Scope, [Value]) -> Value
  ) throws -> Session {
    let inputs = tensors.enumerated().map { Input("x\($0)", $1.fact, batchAxis: nil) }
    let network = Network("recurrent", inputs: inputs) { net, values in
      [("y", build(net, values))]
    }
    var options = PlanOptions(
      batch: 1, height: 1, width: 1, purpose: .training, threads: threads, products: products,
      wantsInputGradient: true)
    options.frozenLayers = frozen
    let session = try Session(ExecutionPlan(network, inputs: inputs.map(\.fact), options))
    for (index, tensor) in tensors.enumerated() {
      session.setInput(index, tensor.values.map { Float($0) })
    }
    session.forward()
    session.backward(from: gradient(of: session).map { Float($0) })
    return session
  }

  private func gradient(of session: Session) -> [Double] {
    let formula = SyntheticValues("gradient")
    return session.outputs[0].indices.map { 2 * formula.unit($0) - 1 }
  }

  private func weights(_ session: Session, _ layer: RecurrentLayers) -> [String: ReferenceTensor] {
    var result: [String: ReferenceTensor] = [:]
    for weight in layer.weights {
      guard let index = session.parameters.index(of: "layer.\(weight.name)") else { continue }
      result[weight.name] = ReferenceTensor(
        weight.shape.values ?? [], session.parameters[index].map(Double.init))
    }
    return result
  }

  private func expectNear(
    _ values: [Float], _ wanted: [Double], _ tolerance: Double = 1e-4, _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let errors = zip(values, wanted).map { abs(Double($0) - $1) / max(1, abs($1)) }
    #expect(
      values.count == wanted.count && errors.allSatisfy { $0 <= tolerance },
      "\(comment) \(errors.max() ?? 0)", sourceLocation: sourceLocation)
  }

  /// The slope of a loss along each element of a tensor.
  private func slopes(
    _ tensor: ReferenceTensor, _ loss: (ReferenceTensor) -> Double
  ) -> [Double] {
    tensor.values.indices.map { index in
      let step = 0x1p-17
      var (above, below) = (tensor, tensor)
      above.values[index] += step
      below.values[index] -= step
      return (loss(above) - loss(below)) / (2 * step)
    }
  }

  private func product(_ values: [Double], _ factors: [Double]) -> Double {
    zip(values, factors).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test(arguments: [RecurrentCell.lstm, .gru])
  func `One value may be both the sequence and the initial states`(cell: RecurrentCell) throws {
    let one = Case(cell) { ($0.steps, $0.layers, $0.inputs, $0.hidden) = (2, 2, 3, 3) }
    let (layer, states) = (one.layer, cell.states)
    let session = try session([one.sequence]) { net, values in
      let same = Array(repeating: values[0], count: 1 + states)
      return net.layer("layer", layer)(same, outputs: 1 + states)[0]
    }
    let (weights, dy) = (weights(session, layer), gradient(of: session))
    func plain(_ x: ReferenceTensor) -> [Double] {
      PlainRecurrence(layer: layer)(Array(repeating: x, count: 1 + states), weights)[0].values
    }
    expectNear(session.outputs[0], plain(one.sequence))
    expectNear(session.inputGradient, slopes(one.sequence) { product(plain($0), dy) }, 1e-3)
  }

  @Test(arguments: RecurrentCell.all)
  func `A layer that is applied twice adds up both gradients of its weights`(
    cell: RecurrentCell
  ) throws {
    let one = Case(cell) { ($0.steps, $0.inputs, $0.hidden) = (2, 3, 3) }
    let layer = one.layer
    let session = try session([one.sequence]) { net, values in
      let layer = net.layer("layer", layer)
      return layer(layer([values[0]]))[0]
    }
    let (weights, dy) = (weights(session, layer), gradient(of: session))
    func plain(_ weights: [String: ReferenceTensor]) -> [Double] {
      let plain = PlainRecurrence(layer: layer)
      return plain([plain([one.sequence], weights)[0]], weights)[0].values
    }
    expectNear(session.outputs[0], plain(weights))
    for (name, tensor) in weights {
      let index = try #require(session.parameters.index(of: "layer.\(name)"))
      let wanted = slopes(tensor) {
        var weights = weights
        weights[name] = $0
        return product(plain(weights), dy)
      }
      expectNear(session.parameters.gradient(index), wanted, 1e-3, name)
    }
  }

  @Test func `A cell state alone leaves the hidden state at zero`() throws {
    let one = Case(.lstm) { $0.isBatchFirst = true }
    let given = [one.sequence, one.state(2)]
    let session = try session(given) { net, values in
      net.layer("layer", one.layer)([values[0], nil, values[1]], outputs: 2)[1]
    }
    let (weights, dy) = (weights(session, one.layer), gradient(of: session))
    var zeros = one.state(1)
    zeros.values = zeros.values.map { _ in 0 }
    func plain(_ state: ReferenceTensor) -> [Double] {
      PlainRecurrence(layer: one.layer)([one.sequence, zeros, state], weights)[1].values
    }
    expectNear(session.outputs[0], plain(given[1]))
    expectNear(session.gradient(ofInput: 1), slopes(given[1]) { product(plain($0), dy) }, 1e-3)
  }

  @Test func `Frozen weights get no gradient, the input does`() throws {
    let one = Case(.gru)
    let sessions = try [[], [0]].map { frozen in
      try session([one.sequence], frozen: Set(frozen)) { net, values in
        net.layer("layer", one.layer)(values)[0]
      }
    }
    expectNear(sessions[1].inputGradient, sessions[0].inputGradient.map(Double.init), 1e-6)
    let index = try #require(sessions[1].parameters.index(of: "layer.weight_hh_l0"))
    #expect(sessions[1].parameters.gradient(index).allSatisfy { $0 == 0 })
    #expect(sessions[0].parameters.gradient(index).contains { $0 != 0 })
  }

  // MARK: - Threads

  /// With one sequence and long states the threads share the elements of a state; with five
  /// sequences they share those.
  @Test(arguments: [
    Case(.lstm) { ($0.batch, $0.hidden) = (1, 264) },
    Case(.gru) { ($0.batch, $0.hidden, $0.givesStates) = (1, 300, true) },
    Case(.tanh) { ($0.batch, $0.hidden) = (1, 520) },
    Case(.gru) { ($0.batch, $0.isBidirectional) = (5, true) },
    Case(.lstm) { ($0.batch, $0.hidden) = (5, 70) },
  ])
  func `Results do not depend on the number of threads or the style of products`(
    _ one: Case
  ) throws {
    let sessions = try [1, 2, 5].flatMap { threads in
      try [ProductStyle.whole, .small].map { products in
        try session(one.tensors, threads: threads, products: products) { net, values in
          net.layer("layer", one.layer)(values)[0]
        }
      }
    }
    let first = sessions[0]
    for session in sessions.dropFirst() {
      expectNear(session.outputs[0], first.outputs[0].map(Double.init), 1e-5)
      expectNear(session.inputGradient, first.inputGradient.map(Double.init))
      for index in first.parameters.entries.indices {
        expectNear(
          session.parameters.gradient(index), first.parameters.gradient(index).map(Double.init),
          1e-4, first.parameters.entries[index].name)
      }
    }
  }

  // MARK: - Plans

  @Test func `A forward pass saves what the table of cells says`() throws {
    let tanh = try #require(ElementLoop(named: "tanh", source: .result))
    for (cell, loop) in [
      (RecurrentCell.lstm, RecurrentCellLoop.lstm), (.gru, .gru), (.tanh, .plain(tanh)),
    ] {
      for layers in 1...3 {
        let kernel = RecurrentKernel(
          loop, steps: 7, batch: 3, inputs: 2, hidden: 5, layers: layers, directions: 2,
          hasBias: true, precision: .single)
        #expect(
          kernel.keptCount(trains: true) == 7 * 3 * 2 * 5 * (cell.savedValues * layers - 1))
      }
    }
  }

  @Test func `Whole numbers are refused by name`() throws {
    let input = Input("x", Fact(.int64, [3, 2, 4]), batchAxis: nil)
    let network = Network("whole", inputs: [input]) { net, values in
      [("y", net.layer("layer", RecurrentLayers(.gru, 4, 3))(values)[0])]
    }
    let options = PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference)
    #expect(throws: PlanFailure.unsupported("layer", .gru)) {
      try ExecutionPlan(network, inputs: [input.fact], options)
    }
  }
}
