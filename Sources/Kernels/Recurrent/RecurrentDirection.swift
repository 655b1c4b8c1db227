import CRLAVectors

/// One direction of one recurrent layer.
///
/// Steps are numbered in the order in which they run, places along the sequence.
struct RecurrentDirection {
  let kernel: RecurrentKernel
  /// Whether the steps run from the end of the sequence to its beginning.
  let isReverse: Bool
  /// (T·N)×(parts·H); the hidden states themselves where a cell keeps nothing else.
  let records: FeatureMap
  /// (T·N)×H.
  let hidden: FeatureMap
  /// The initial states, N×H: the hidden state and, for an LSTM, the cell state.
  let initial: [FeatureMap?]
  let weights: RecurrentKernel.Weights

  private var cell: RecurrentCellLoop { kernel.cell }

  /// A block of sequences and elements of the hidden state.
  struct Share {
    let direction: Int
    let rows: Range<Int>
    let columns: Range<Int>
  }

  func place(_ step: Int) -> Int { isReverse ? kernel.steps - 1 - step : step }

  /// The rows of a step.
  func rows(_ step: Int) -> Range<Int> {
    (0..<kernel.batch).shifted(by: place(step) * kernel.batch)
  }

  /// The hidden states from which a step starts; nil for zeros.
  private func hidden(before step: Int) -> FeatureMap? {
    step == 0 ? initial[0] : hidden.rows(rows(step - 1))
  }

  /// The state that enters the elementwise part of a step; nil for zeros.
  private func state(before step: Int) -> FeatureMap? {
    guard let part = cell.statePart else { return hidden(before: step) }
    if step == 0 { return initial[1] }
    return records.slice(part * kernel.hidden, count: kernel.hidden).rows(rows(step - 1))
  }

  private func block(_ step: Int, _ share: Share) -> RecurrentCellLoop.Block {
    let (row, column) = (rows(step).lowerBound + share.rows.lowerBound, share.columns.lowerBound)
    return RecurrentCellLoop.Block(
      rows: share.rows.count, columns: share.columns.count, width: kernel.hidden,
      gates: records.map(from: row, channel: column),
      before: state(before: step)?.map(from: share.rows.lowerBound, channel: column) ?? vec_map(),
      hidden: hidden.map(from: row, channel: column))
  }

  /// The weights of the products with the hidden state, H×gates·H.
  var matrix: PanelMatrix {
    weights.hidden.matrix(rows: kernel.hidden, columns: cell.gates * kernel.hidden)
  }

  // MARK: - One step

  /// Makes the hidden states of a step from the sums in the record and the states before it.
  func forward(_ step: Int, _ share: Share, with products: Products) {
    if let before = hidden(before: step)?.matrix.rows(share.rows) {
      let adding = 0..<cell.addingGates
      multiply(before, gates: adding, shift: 0, adds: true, step, share, products)
      let others = cell.addingGates..<cell.gates
      multiply(before, gates: others, shift: kernel.hidden, adds: false, step, share, products)
    }
    // A GRU scales the product for its last gate, bias included.
    let bias = cell == .gru ? weights.biases?.hidden : nil
    cell.forward(
      block(step, share), bias: bias.map { $0 + 2 * kernel.hidden + share.columns.lowerBound })
  }

  /// The products with the hidden state for some gates.
  ///
  /// `shift` is the distance from the columns of the weights to those of the record.
  private func multiply(
    _ before: Matrix, gates: Range<Int>, shift: Int, adds: Bool, _ step: Int, _ share: Share,
    _ products: Products
  ) {
    let target = records.matrix.rows(share.rows.shifted(by: rows(step).lowerBound))
    func multiply(_ columns: Range<Int>) {
      products.multiply(
        before, matrix, columns: columns, to: target.columns(columns.shifted(by: shift)),
        accumulating: adds)
    }
    let width = kernel.hidden
    if gates.isEmpty { return }
    if share.columns.count == width {
      multiply(gates.lowerBound * width..<gates.upperBound * width)
      return
    }
    for gate in gates { multiply(share.columns.shifted(by: gate * width)) }
  }

  /// What the backward pass reads and writes in addition.
  struct Back {
    /// Gradients of the hidden states, (T·N)×H; nil where nothing reads them.
    let dy: FeatureMap?
    /// Gradients of the states after a step, then of those before it, N×H.
    let dh: FeatureMap
    let ds: FeatureMap
    /// Gradients of the sums, (T·N)×(parts·H).
    let dgates: FeatureMap
    /// The weights of the products with the hidden state, gates·H×H.
    let transposed: PanelMatrix
  }

  /// Makes the gradients of the sums of a step.
  func backward(_ step: Int, _ share: Share, _ back: Back, with products: Products) {
    if step + 1 < kernel.steps { backwardProducts(from: step + 1, share, back, with: products) }
    let (first, column) = (share.rows.lowerBound, share.columns.lowerBound)
    let row = rows(step).lowerBound + first
    cell.backward(
      block(step, share), dy: back.dy?.map(from: row, channel: column) ?? vec_map(),
      dh: back.dh.map(from: first, channel: column),
      ds: back.ds.map(from: first, channel: column),
      to: back.dgates.map(from: row, channel: column))
  }

  /// Passes the gradients of a step on to the hidden states from which it starts.
  func backwardProducts(from step: Int, _ share: Share, _ back: Back, with products: Products) {
    products.multiply(
      hiddenPart(of: back.dgates).rows(rows(step)).matrix.rows(share.rows), back.transposed,
      columns: share.columns, to: back.dh.matrix.rows(share.rows).columns(share.columns),
      accumulating: cell.passesHidden)
  }

  /// The gradients of the products with the hidden state.
  func hiddenPart(of dgates: FeatureMap) -> FeatureMap {
    dgates.slice(cell.hiddenGradientPart * kernel.hidden, count: cell.gates * kernel.hidden)
  }
}

extension FeatureMap {
  /// Some rows as a batch of maps of one pixel.
  func rows(_ range: Range<Int>) -> FeatureMap {
    FeatureMap(
      row(range.lowerBound), batch: range.count, height: 1, width: 1, channels: channels,
      stride: stride)
  }
}
