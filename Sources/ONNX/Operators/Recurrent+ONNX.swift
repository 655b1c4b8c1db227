import RLANetworks
import RLASymbolic

extension ImportRule {
  static let recurrences = [
    ImportRule(["LSTM"]) { node throws(ONNXFailure) in try node.recurrence(.lstm) },
    ImportRule(["GRU"]) { node throws(ONNXFailure) in try node.recurrence(.gru) },
    ImportRule(["RNN"]) { node throws(ONNXFailure) in
      if case .strings(let names)? = node.attribute("activations"), names.first == "Relu" {
        return try node.recurrence(.relu)
      }
      return try node.recurrence(.tanh)
    },
  ]
}

extension NodeImport {
  /// Inputs: X, W, R, B, lengths of the sequences, initial states, peepholes.
  ///
  /// Shorter sequences than the longest one are counted like it. Peepholes have no rule.
  fileprivate func recurrence(_ cell: RecurrentCell) throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "X")
    let (w, r) = (try shape(1, "W"), try shape(2, "R"))
    guard optional(7) == nil, w.rank == 3, r.rank == 3 else { return nil }
    let directions = try choice(
      "direction", default: "forward", ["forward": 1, "reverse": 1, "bidirectional": 2])
    let sequence = RecurrentSequence(
      cell, w.dims[2], r.dims[2], directions: directions,
      batchFirst: try flag("layout", default: false), bias: optional(3) != nil)
    let states = Array([optional(5), optional(6)].prefix(cell.states))
    let weights = Array([1, 2, 3].prefix(sequence.weights.count))
    for (position, weight) in zip(weights, sequence.weights) {
      guard let found = fact(position)?.shape, found != weight.shape else { continue }
      throw failure(
        .inputShape(position, expected: "\(weight.shape)", found: "\(found)"))
    }
    let tensors = weights.map(stored)
    if tensors.allSatisfy({ $0?.isFromFile == true }) {
      return try layer(sequence, tensors, to: [x] + states, outputs: cell.states + 1)
    }
    return try apply(
      FunctionalForm(sequence), to: [x] + states + weights.map(optional),
      outputs: cell.states + 1)
  }
}
