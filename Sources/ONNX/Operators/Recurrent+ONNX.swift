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
    guard optional(7) == nil, let w = stored(1), let r = stored(2),
      w.fact.shape.rank == 3, r.fact.shape.rank == 3, optional(3) == nil || stored(3) != nil
    else { return nil }
    let directions = try choice(
      "direction", default: "forward", ["forward": 1, "reverse": 1, "bidirectional": 2])
    let hidden = r.fact.shape.dims[2]
    let sequence = RecurrentSequence(
      cell, w.fact.shape.dims[2], hidden, directions: directions,
      batchFirst: try flag("layout", default: false), bias: stored(3) != nil)
    let tensors = [w, r] + (stored(3).map { [$0] } ?? [])
    for (tensor, weight) in zip(tensors, sequence.weights) where tensor.fact.shape != weight.shape {
      throw failure(
        .inputShape(
          weight.name == "W" ? 1 : weight.name == "R" ? 2 : 3, expected: "\(weight.shape)",
          found: "\(tensor.fact.shape)"))
    }
    let states = [optional(5), optional(6)].prefix(cell.states)
    return try layer(sequence, tensors, to: [x] + states, outputs: cell.states + 1)
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
