import CVectors

/// What a recurrent cell does in a step besides its products.
///
/// A step makes a record for each sequence, in parts as wide as the hidden state: the gates, and
/// what else the way back reads.
public enum RecurrentCellLoop: Hashable, Sendable {
  /// `c' = f·c + i·g`, `h' = o·tanh(c')`; the parts of a record are i, f, g, o, c'.
  case lstm
  /// `n = tanh(W·x + b + r·q)` with `q = U·h + b'`, `h' = (h − n)·z + n`; the parts of a record are
  /// r, z, n, q.
  case gru
  /// `h' = f(W·x + b + U·h + b')` for a function whose derivative follows from its result; the
  /// hidden state is the record.
  case plain(ElementLoop)

  /// Vectors as long as the hidden state that a step makes of weights.
  var gates: Int {
    switch self {
    case .lstm: 4
    case .gru: 3
    case .plain: 1
    }
  }

  /// Parts of a record that is no hidden state.
  var parts: Int {
    switch self {
    case .lstm: 5
    case .gru: 4
    case .plain: 0
    }
  }

  /// The part of a record with the state of the cell; nil where the hidden state is all.
  var statePart: Int? { self == .lstm ? 4 : nil }

  /// The first gates, whose products with the hidden state only add to those with the input; those
  /// of the others stand one part further on.
  var addingGates: Int { self == .gru ? 2 : gates }

  /// Parts of the gradients of a step.
  var gradientParts: Int { self == .gru ? 6 : gates }

  /// Where the gradients of the products with the hidden state begin; those of the products with
  /// the input are the first.
  var hiddenGradientPart: Int { self == .gru ? 3 : 0 }

  /// Whether a gradient goes from a hidden state to the one before it through no product.
  var passesHidden: Bool { self == .gru }

  /// Some sequences and elements of the hidden state of one step.
  struct Block {
    let rows: Int
    let columns: Int
    /// Elements of the hidden state.
    let width: Int
    /// In the record, without what the hidden state is.
    let gates: vec_map
    /// The state that the step starts from, an LSTM's that of its cell; zeros where there is none.
    let before: vec_map
    let hidden: vec_map

    var cell: vec_cell { vec_cell(width: width, gates: gates, before: before) }
  }

  /// Makes the gates and the next hidden state of sums of products.
  ///
  /// Argument bias: Of the products with the hidden state that a GRU scales.
  func forward(_ block: Block, bias: UnsafePointer<Float>?) {
    switch self {
    case .lstm: vec_lstm(block.rows, block.columns, block.cell, block.hidden)
    case .gru: vec_gru(block.rows, block.columns, block.cell, bias, block.hidden)
    case .plain(let loop):
      vec_apply(block.rows, block.columns, block.hidden, loop.function, block.hidden)
    }
  }

  /// Makes the gradients of the sums, and of the state that the step starts from what goes through
  /// no product.
  ///
  /// The arguments:
  ///   - dy: What readers of the hidden state hand back; nothing where its base is nil.
  ///   - dh: What the next step hands back, then what goes to the step before.
  ///   - ds: Likewise of the state of the cell.
  func backward(_ block: Block, dy: vec_map, dh: vec_map, ds: vec_map, to dgates: vec_map) {
    let (rows, columns) = (block.rows, block.columns)
    switch self {
    case .lstm: vec_lstm_backward(rows, columns, block.cell, dy, dh, ds, dgates)
    case .gru: vec_gru_backward(rows, columns, block.cell, dy, dh, dgates)
    case .plain(let loop):
      vec_apply_backward(rows, columns, block.hidden, dh, loop.function, dgates, 0)
      if dy.base == nil { return }
      vec_apply_backward(rows, columns, block.hidden, dy, loop.function, dgates, 1)
    }
  }
}
