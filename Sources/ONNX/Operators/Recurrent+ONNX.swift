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
    ImportRule(["com.microsoft.DynamicQuantizeLSTM"]) { node throws(ONNXFailure) in
      try node.quantizedRecurrence()
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
    let positions = optional(3) == nil ? [1, 2] : [1, 2, 3]
    for (position, weight) in zip(positions, sequence.weights) {
      let found = try shape(position, weight.name)
      if found == weight.shape { continue }
      throw failure(.inputShape(position, expected: "\(weight.shape)", found: "\(found)"))
    }
    let states = [optional(5), optional(6)].prefix(cell.states)
    let tensors = positions.compactMap(stored)
    if tensors.count == positions.count {
      return try layer(sequence, tensors, to: [x] + states, outputs: cell.states + 1)
    }
    return try apply(
      FunctionalForm(sequence), to: [x] + states + positions.map(optional),
      outputs: cell.states + 1)
  }

  /// An LSTM whose stored matrices are transposed whole numbers.
  fileprivate func quantizedRecurrence() throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "X")
    guard optional(7) == nil, let w = stored(1), let r = stored(2),
      w.fact.shape.rank == 3, r.fact.shape.rank == 3, optional(3) == nil || stored(3) != nil
    else { return nil }
    let directions = try choice(
      "direction", default: "forward", ["forward": 1, "reverse": 1, "bidirectional": 2])
    let sequence = RecurrentSequence(
      .lstm, w.fact.shape.dims[1], r.fact.shape.dims[1], directions: directions,
      bias: stored(3) != nil)
    let tensors = [w, r] + (stored(3).map { [$0] } ?? [])
    return try layer(
      Quantized(sequence, .real), tensors, to: [x, optional(5), optional(6)], outputs: 3)
  }
}
