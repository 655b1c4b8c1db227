import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Recurrent layers as ONNX has them, forward and backward through time.
@Suite(.serialized) struct SequenceExecutionTests {
  /// One layer, and what it is given.
  struct Case: Sendable, CustomTestStringConvertible {
    let cell: RecurrentCell
    let testDescription: String
    var directions = 1
    var isBatchFirst = false
    var hasBias = true
    var variation = RecurrentSequence.Variation()
    var givesStates = false
    var givesLengths = false
    var givesPeepholes = false
    /// Whether the network computes the weights.
    var computesWeights = false

    init(_ cell: RecurrentCell, _ description: String, _ change: (inout Case) -> Void = { _ in }) {
      self.cell = cell
      testDescription = "\(cell.title) \(description)"
      change(&self)
    }

    var layer: RecurrentSequence {
      RecurrentSequence(
        cell, 3, 4, directions: directions, batchFirst: isBatchFirst, bias: hasBias, variation)
    }
  }

  static let cases =
    RecurrentCell.all.flatMap { cell in
      [
        Case(cell, "forward"), Case(cell, "both ways") { $0.directions = 2 },
        Case(cell, "with everything") {
          ($0.directions, $0.givesStates, $0.givesLengths) = (2, true, true)
          ($0.computesWeights, $0.givesPeepholes) = (true, cell == .lstm)
        },
        Case(cell, "batch first, reversed, without bias") {
          ($0.isBatchFirst, $0.hasBias, $0.givesStates) = (true, false, true)
          $0.variation.isReversed = true
        },
      ]
    } + [
      Case(.gru, "resetting the state") {
        $0.variation.resetsProduct = false
        $0.givesStates = true
      },
      Case(.lstm, "with coupled gates") {
        $0.variation.isCoupled = true
        $0.givesPeepholes = true
      },
      Case(.lstm, "clipped") { $0.variation.clip = 0.25 },
    ]

  private static func given(_ one: Case) -> (tensors: [ReferenceTensor], operands: [Int?]) {
    let (batch, count) = (2, one.directions)
    let state = one.isBatchFirst ? [batch, count, 4] : [count, batch, 4]
    var tensors = [ReferenceTensor.distinct(one.isBatchFirst ? [batch, 3, 3] : [3, batch, 3])]
    var operands: [Int?] = [0]
    func add(_ tensor: ReferenceTensor, if isGiven: Bool) {
      operands.append(isGiven ? tensors.count : nil)
      if isGiven { tensors.append(tensor) }
    }
    for number in 1...one.cell.states { add(.distinct(state, seed: number), if: one.givesStates) }
    add(ReferenceTensor([batch], [2, 3], type: .int32), if: one.givesLengths)
    if one.cell == .lstm { add(.distinct([count, 12], seed: 5), if: one.givesPeepholes) }
    if one.computesWeights {
      for (number, weight) in one.layer.weights.enumerated() {
        add(.distinct(weight.shape.values ?? [], seed: 6 + number), if: true)
      }
    }
    return (tensors, operands)
  }

  @Test(arguments: cases) func `Steps and gradients are those of plain sums`(one: Case) throws {
    let (tensors, operands) = Self.given(one)
    let layer = one.layer
    let function: any Operator = one.computesWeights ? FunctionalForm(layer) : layer
    let isClipped = one.variation.clip != nil
    try OperatorCheck(
      function: function, inputs: tensors, operands: operands, outputs: one.cell.states + 1,
      differentiable: isClipped ? [] : [0, 1],
      purposes: isClipped ? [.inference] : [.inference, .training]
    ) { inputs, weights in
      func input(_ position: Int) -> ReferenceTensor? {
        operands[position].map { inputs[$0] }
      }
      let first = operands.count - layer.weights.count
      func weight(_ number: Int) -> ReferenceTensor? {
        if one.computesWeights { return input(first + number) }
        return number < layer.weights.count ? weights[layer.weights[number].name] : nil
      }
      guard let w = weight(0), let r = weight(1) else { return [] }
      let states = one.cell.states
      return PlainSequence(layer: layer)(
        .init(
          x: inputs[0], states: (1...states).map(input), lengths: input(states + 1),
          peepholes: one.cell == .lstm ? input(states + 2) : nil, w: w, r: r,
          b: one.hasBias ? weight(2) : nil))
    }.run()
  }

  @Test func `A layer with a function that has no kernel is refused by name`() throws {
    var variation = RecurrentSequence.Variation()
    variation.functions = [.softsign]
    let network = Network("one", inputs: [Input("x", .float([3, 2, 3]), batchAxis: nil)]) {
      net, values in
      [("y", net.layer("layer", RecurrentSequence(.tanh, 3, 4, variation))(values)[0])]
    }
    let options = PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference)
    #expect(throws: PlanFailure.unsupported("layer", .rnn)) {
      try ExecutionPlan(network, inputs: network.inputs.map(\.fact), options)
    }
  }
}
