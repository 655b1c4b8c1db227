import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct RecurrentLayersTests {
  private func results(
    _ layer: RecurrentLayers, _ inputs: Fact?...
  ) throws -> (facts: [Fact], work: Work) {
    var requirements = Requirements()
    let operands = Operands(inputs)
    let facts = try layer.outputs(of: operands, requiring: &requirements)
    return (facts, layer.work(on: operands, outputs: Results(facts)))
  }

  @Test func `Weights have the names, shapes and order of PyTorch's state_dict`() {
    let layer = RecurrentLayers(.lstm, 4, 3, layers: 2, bidirectional: true)
    #expect(
      layer.weights.map { "\($0.name) \($0.shape)" } == [
        "weight_ih_l0 12x4", "weight_hh_l0 12x3", "bias_ih_l0 12", "bias_hh_l0 12",
        "weight_ih_l0_reverse 12x4", "weight_hh_l0_reverse 12x3", "bias_ih_l0_reverse 12",
        "bias_hh_l0_reverse 12", "weight_ih_l1 12x6", "weight_hh_l1 12x3", "bias_ih_l1 12",
        "bias_hh_l1 12", "weight_ih_l1_reverse 12x6", "weight_hh_l1_reverse 12x3",
        "bias_ih_l1_reverse 12", "bias_hh_l1_reverse 12",
      ])
    #expect(
      RecurrentLayers(.gru, 4, 3, bias: false).weights.map { "\($0.name) \($0.shape)" } == [
        "weight_ih_l0 9x4", "weight_hh_l0 9x3",
      ])
    #expect(layer.parameterCount == 480)
  }

  @Test func `Steps or the batch come first; states never have the batch first`() throws {
    let last: [Shape] = [[1, 2, 3], [1, 2, 3]]
    let steps = try results(RecurrentLayers(.lstm, 4, 3), .float([7, 2, 4]))
    #expect(steps.facts.map(\.shape) == [[7, 2, 3]] + last)
    let batch = try results(RecurrentLayers(.lstm, 4, 3, batchFirst: true), .float([2, 7, 4]))
    #expect(batch.facts.map(\.shape) == [[2, 7, 3]] + last)
    #expect(steps.work == batch.work)
    let deep = RecurrentLayers(.gru, 4, 3, layers: 2, bidirectional: true)
    #expect(try results(deep, .float([7, 2, 4])).facts.map(\.shape) == [[7, 2, 6], [4, 2, 3]])
  }

  @Test func `Directions have an axis of their own in ONNX`() throws {
    func results(batchFirst: Bool, _ inputs: Fact?...) throws -> (shapes: [Shape], work: Work) {
      let layer = RecurrentSequence(.gru, 4, 3, directions: 2, batchFirst: batchFirst)
      #expect(layer.weights.map(\.shape) == [[2, 9, 4], [2, 9, 3], [2, 18]])
      var requirements = Requirements()
      let operands = Operands(inputs)
      let facts = try layer.outputs(of: operands, requiring: &requirements)
      return (facts.map(\.shape), layer.work(on: operands, outputs: Results(facts)))
    }
    let steps = try results(batchFirst: false, .float([7, 5, 4]))
    #expect(steps.shapes == [[7, 2, 5, 3], [2, 5, 3]])
    let batch = try results(batchFirst: true, .float([5, 7, 4]), .float([5, 2, 3]))
    #expect(batch.shapes == [[5, 7, 2, 3], [5, 2, 3]])
    let joined = try self.results(
      RecurrentLayers(.gru, 4, 3, bidirectional: true), .float([7, 5, 4]))
    #expect(steps.work[.multiplyAdds] == joined.work[.multiplyAdds])
    #expect(steps.work.scalarOperations == joined.work.scalarOperations)
  }

  @Test func `Matrices that are computed count as those of a layer`() throws {
    let layer = RecurrentSequence(.lstm, 4, 3)
    let weights = layer.weights.map { Fact.float($0.shape) }
    let (input, state) = (Fact.float([7, 2, 4]), Fact.float([1, 2, 3]))
    for states in [[nil, nil], [state, state]] {
      let free = try FunctionalForm(layer).applied(
        to: input, states[0], states[1], nil, nil, weights[0], weights[1], weights[2])
      let owned = try layer.applied(to: input, states[0], states[1])
      #expect(free.facts == owned.facts && free.work == owned.work)
    }
    #expect(throws: ShapeMismatch.outputs(expected: 8, actual: 7)) {
      try FunctionalForm(layer).applied(
        to: input, nil, nil, nil, nil, weights[0], weights[1])
    }
  }

  @Test func `Initial states have the shape of the final ones`() throws {
    let layer = RecurrentLayers(.lstm, 4, 3)
    let input = Fact.float([7, 2, 4])
    let state = Fact.float([1, 2, 3])
    let given = try results(layer, input, state, state)
    #expect(given.facts.map(\.shape) == [[7, 2, 3], [1, 2, 3], [1, 2, 3]])
    #expect(throws: ShapeMismatch.unequal(axis: 1, 5, 2)) {
      try results(layer, input, nil, .float([1, 5, 3]))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 2, 5, 4)) { try results(layer, .float([7, 2, 5])) }
    #expect(throws: ShapeMismatch.rank(expected: 3, actual: 2)) {
      try results(layer, .float([7, 4]))
    }
    // A given state may need a gradient, so the first step has one too.
    let zeros = try results(layer, input).work
    #expect((given.work[.weightGradient] - zeros[.weightGradient]).value == 2 * 12 * 3)
  }

  @Test func `The tally equals running the formulas on numbers that count`() throws {
    var generator = SeededGenerator(seed: 97)
    for cell in RecurrentCell.all {
      for trial in 0..<8 {
        func size() -> Int { Int.random(in: 1...3, using: &generator) }
        let (input, hidden, steps, batch, layers) = (size(), size(), size(), size(), size())
        let directions = trial % 2 + 1
        let layer = RecurrentLayers(
          cell, Dim(input), Dim(hidden), layers: layers, bidirectional: directions == 2,
          bias: trial < 4)
        let meter = RecurrentMeter(cell, hasBias: trial < 4)
        for _ in 0..<batch {
          meter.run(
            layers: layers, directions: directions, steps: steps, input: input, hidden: hidden)
        }
        let (facts, work) = try results(
          layer, .float([Dim(steps), Dim(batch), Dim(input)]))
        let place: Comment = "\(cell.title) \(trial)"
        #expect(work[.multiplyAdds].value == meter.multiplyAdds, place)
        #expect(work[.biasAdditions].value == meter.biases, place)
        #expect(work[.additions].value == meter.cost.additions, place)
        #expect(work[.multiplications].value == meter.cost.multiplications, place)
        #expect(work[.divisions].value == meter.cost.divisions, place)
        #expect(work[.exponentials].value == meter.cost.exponentials, place)
        #expect(work[.comparisons].value == meter.cost.comparisons, place)
        #expect(work[.stateElements].value == meter.states, place)
        #expect(work[.outputElements] == facts[0].shape.elements, place)
        #expect(work[.inputGradient].value == meter.inputProducts, place)
        #expect(work[.weightGradient].value == meter.gradientProducts, place)
      }
    }
  }
}

/// Runs the formulas of a recurrent cell and counts the operations instead of doing them.
private final class RecurrentMeter {
  private let cell: RecurrentCell
  private let hasBias: Bool
  private(set) var multiplyAdds = 0
  private(set) var biases = 0
  private(set) var cost = ElementCost()
  private(set) var states = 0
  /// Products with the input of the first layer, each of which its gradient needs again.
  private(set) var inputProducts = 0
  /// Products for the gradients of weights and of every value that is neither input nor zero.
  private(set) var gradientProducts = 0

  init(_ cell: RecurrentCell, hasBias: Bool) {
    self.cell = cell
    self.hasBias = hasBias
  }

  func run(layers: Int, directions: Int, steps: Int, input: Int, hidden: Int) {
    for layer in 0..<layers {
      let width = layer == 0 ? input : hidden * directions
      for _ in 0..<directions {
        for step in 0..<steps {
          for _ in 0..<hidden {
            self.step(width, hidden, isFirstLayer: layer == 0, isFirstStep: step == 0)
          }
        }
      }
    }
  }

  /// One element of the next state.
  private func step(_ width: Int, _ hidden: Int, isFirstLayer: Bool, isFirstStep: Bool) {
    states += 1
    func gate() {
      multiplyAdds += width + hidden
      gradientProducts += width + hidden
      if isFirstLayer { inputProducts += width } else { gradientProducts += width }
      if !isFirstStep { gradientProducts += hidden }
      if hasBias { biases += 2 }
      // W·x + U·h.
      cost.additions += 1
    }
    switch cell {
    case .lstm:
      for _ in 0..<4 { gate() }
      for _ in 0..<3 { sigmoid() }
      tanh()
      // c' = f·c + i·g, then h' = o·tanh(c').
      cost.multiplications += 3
      cost.additions += 1
      tanh()
    case .gru:
      for _ in 0..<3 { gate() }
      for _ in 0..<2 { sigmoid() }
      // r·(U·h), then h' = (h − n)·z + n.
      cost.multiplications += 2
      cost.additions += 2
      tanh()
    case .tanh:
      gate()
      tanh()
    default:
      gate()
      cost.comparisons += 1
    }
  }

  /// 1 / (1 + e⁻ˣ).
  private func sigmoid() {
    cost.exponentials += 1
    cost.additions += 1
    cost.divisions += 1
  }

  /// (e²ˣ − 1) / (e²ˣ + 1).
  private func tanh() {
    cost.multiplications += 1
    cost.exponentials += 1
    cost.additions += 2
    cost.divisions += 1
  }
}
