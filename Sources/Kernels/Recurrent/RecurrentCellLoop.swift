import CRLAVectors

/// The elementwise part of a step of a recurrent cell.
///
/// A step writes a record for each sequence, in parts as wide as the hidden state: the gates, and
/// whatever else the backward pass reads.
package enum RecurrentCellLoop: Hashable, Sendable {
  /// `c' = f·c + i·g`, `h' = o·tanh(c')`; the parts of a record are i, f, g, o, c'.
  case lstm
  /// `n = tanh(W·x + b + r·q)` with `q = U·h + b'`, `h' = (h − n)·z + n`; the parts of a record are
  /// r, z, n, q.
  case gru
  /// `h' = f(W·x + b + U·h + b')` for a function whose derivative follows from its result; the
  /// hidden state is the record.
  case plain(ElementLoop)

  /// Gates, each a vector as long as the hidden state.
  var gates: Int {
    switch self {
    case .lstm: 4
    case .gru: 3
    case .plain: 1
    }
  }

  /// Parts of a record that is not the hidden state.
  var parts: Int {
    switch self {
    case .lstm: 5
    case .gru: 4
    case .plain: 0
    }
  }

  /// The part of a record with the cell state; nil for cells that have only a hidden state.
  var statePart: Int? { self == .lstm ? 4 : nil }

  /// The number of first gates whose products with the hidden state are only added to those with
  /// the input; those of the others are stored one part later.
  var addingGates: Int { self == .gru ? 2 : gates }

  /// Parts of the gradients of a step.
  var gradientParts: Int { self == .gru ? 6 : gates }

  /// The part where the gradients of the products with the hidden state begin; those of the
  /// products with the input come first.
  var hiddenGradientPart: Int { self == .gru ? 3 : 0 }

  /// Whether a hidden state passes a gradient to the one before it without a product.
  var passesHidden: Bool { self == .gru }

  /// A block of sequences and elements of the hidden state at one step.
  struct Block {
    let rows: Int
    let columns: Int
    /// Elements of the hidden state.
    let width: Int
    /// The record, without the hidden state.
    let gates: vec_map
    /// The state from which the step starts, the cell state for an LSTM; zeros where there is none.
    let before: vec_map
    let hidden: vec_map

    var cell: vec_cell { vec_cell(width: width, gates: gates, before: before) }
  }

  /// Makes the gates and the next hidden state from sums of products.
  ///
  /// `bias` belongs to the products with the hidden state that a GRU scales.
  func forward(_ block: Block, bias: UnsafePointer<Float>?) {
    switch self {
    case .lstm: vec_lstm(block.rows, block.columns, block.cell, block.hidden)
    case .gru: vec_gru(block.rows, block.columns, block.cell, bias, block.hidden)
    case .plain(let loop):
      vec_apply(block.rows, block.columns, block.hidden, loop.function, block.hidden)
    }
  }

  /// Makes the gradients of the sums, and of the initial state of the step as far as it passes
  /// through no product.
  ///
  /// `dy` is the gradient from the readers of the hidden state, left out where its base is nil.
  /// `dh` holds the gradient from the next step and receives that of the step before; `ds` likewise
  /// for the cell state.
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
