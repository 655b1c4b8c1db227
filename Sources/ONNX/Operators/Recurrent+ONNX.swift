import RLANetworks
import RLASymbolic

extension ImportRule {
  static let recurrences = [
    ImportRule(["LSTM"]) { node throws(ONNXFailure) in try node.recurrence(.lstm) },
    ImportRule(["GRU"]) { node throws(ONNXFailure) in try node.recurrence(.gru) },
    ImportRule(["RNN"]) { node throws(ONNXFailure) in
      let isReLU = node.activationNames?.allSatisfy { $0 == "Relu" } == true
      return try node.recurrence(isReLU ? .relu : .tanh)
    },
    ImportRule(["com.microsoft.DynamicQuantizeLSTM"]) { node throws(ONNXFailure) in
      try node.quantizedRecurrence()
    },
  ]
}

extension NodeImport {
  /// The functions of all directions; nil for those of the cell.
  fileprivate var activationNames: [String]? {
    guard case .strings(let names)? = attribute("activations"), !names.isEmpty else { return nil }
    return names
  }

  /// Inputs: X, W, R, B, lengths of the sequences, initial states, peepholes.
  ///
  /// Shorter sequences than the longest one are counted like it.
  fileprivate func recurrence(_ cell: RecurrentCell) throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "X")
    let (w, r) = (try shape(1, "W"), try shape(2, "R"))
    guard w.rank == 3, r.rank == 3, let variation = try variation(of: cell) else { return nil }
    let directions = try choice(
      "direction", default: "forward", ["forward": 1, "reverse": 1, "bidirectional": 2])
    let sequence = RecurrentSequence(
      cell, w.dims[2], r.dims[2], directions: directions,
      batchFirst: try flag("layout", default: false), bias: optional(3) != nil, variation)
    let positions = optional(3) == nil ? [1, 2] : [1, 2, 3]
    for (position, weight) in zip(positions, sequence.weights) {
      let found = try shape(position, weight.name)
      if found == weight.shape { continue }
      throw failure(.inputShape(position, expected: "\(weight.shape)", found: "\(found)"))
    }
    var given = [x] + [optional(5), optional(6)].prefix(cell.states) + [optional(4)]
    if cell.kind == .lstm { given.append(optional(7)) }
    let tensors = positions.compactMap(stored)
    if tensors.count == positions.count {
      while let last = given.last, last == nil { given.removeLast() }
      return try layer(sequence, tensors, to: given, outputs: cell.states + 1)
    }
    return try apply(
      FunctionalForm(sequence), to: given + positions.map(optional), outputs: cell.states + 1)
  }

  /// What the attributes change of a cell; nil where a function has no rule.
  private func variation(
    of cell: RecurrentCell
  ) throws(ONNXFailure) -> RecurrentSequence.Variation? {
    var variation = RecurrentSequence.Variation()
    variation.isReversed = try string("direction", default: "forward") == "reverse"
    let clip = try float("clip", default: 0)
    variation.clip = clip > 0 ? clip : nil
    variation.isCoupled = try flag("input_forget", default: false)
    variation.resetsProduct = try flag("linear_before_reset", default: false)
    guard let names = activationNames else { return variation }
    let known: [String: ElementFunction] = [
      "sigmoid": .sigmoid, "tanh": .tanh, "relu": .relu,
    ]
    variation.functions = names.compactMap { known[$0.lowercased()] }
    return variation.functions.count == names.count ? variation : nil
  }

  /// An LSTM whose stored matrices are transposed whole numbers.
  fileprivate func quantizedRecurrence() throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "X")
    guard optional(7) == nil, let w = stored(1), let r = stored(2),
      w.fact.shape.rank == 3, r.fact.shape.rank == 3, optional(3) == nil || stored(3) != nil
    else { return nil }
    let directions = try choice(
      "direction", default: "forward", ["forward": 1, "reverse": 1, "bidirectional": 2])
    let tensors = [w, r] + (stored(3).map { [$0] } ?? [])
    var variation = RecurrentSequence.Variation()
    variation.isReversed = try string("direction", default: "forward") == "reverse"
    let sequence = RecurrentSequence(
      .lstm, w.fact.shape.dims[1], r.fact.shape.dims[1], directions: directions,
      bias: stored(3) != nil, variation)
    return try layer(
      Quantized(sequence, .real), tensors,
      to: [x, optional(5), optional(6), optional(4), nil]
        + parameters([nil, nil, 8, 9, 10, 11]), outputs: 3)
  }
}
