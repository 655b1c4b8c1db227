import CRLAVectors

/// `y = softmax(scale · q · k) · v` in every head, with masks on the scores.
///
/// Scores exist for some rows of a head at a time, so that they stay in the L2 cache: no tensor of
/// queries × keys is ever in memory. q: heads×N×D, k: heads×D×S, v: heads×S×E, y: heads×N×E, each at
/// strides of its own; the heads are any number of axes.
package struct TiledAttention: Sendable {
  /// The strides of a tensor: those of the heads, then of its rows and columns.
  package typealias Strides = [Int]

  /// What happens to the scores before softmax, heads×N×S.
  package enum Mask {
    /// A tensor is added.
    case added(UnsafeMutablePointer<Float>, Strides)
    /// Where a truth value is false, a number takes the place of the score.
    case chosen(UnsafeMutablePointer<UInt8>, Strides, otherwise: Float)
    /// Row i is shown column j where `j ≤ i + offset`.
    case causal(offset: Int)

    /// Whether it can leave nothing of a row.
    var canEmptyRows: Bool {
      switch self {
      case .added: true
      case .chosen(_, _, let otherwise): otherwise == -.infinity
      case .causal(let offset): offset < 0
      }
    }
  }

  /// The weights of a row that masks leave nothing of.
  package enum EmptyRow {
    /// What softmax makes of it: not a number.
    case undefined
    /// This number in place of every row that is not a number, also for another reason.
    case replaced(Float)
    /// Zeros where every score is −∞.
    case zeros
  }

  /// The tensors of a run.
  package struct Tensors {
    let queries: UnsafeMutablePointer<Float>
    let keys: UnsafeMutablePointer<Float>
    let values: UnsafeMutablePointer<Float>
    let result: UnsafeMutablePointer<Float>
    let scale: Float
    let masks: [Mask]
    let emptyRow: EmptyRow

    package init(
      queries: UnsafeMutablePointer<Float>, keys: UnsafeMutablePointer<Float>,
      values: UnsafeMutablePointer<Float>, result: UnsafeMutablePointer<Float>, scale: Float,
      masks: [Mask], emptyRow: EmptyRow
    ) {
      self.queries = queries
      self.keys = keys
      self.values = values
      self.result = result
      self.scale = scale
      self.masks = masks
      self.emptyRow = emptyRow
    }
  }

  private let heads: [Int]
  private let queryCount: Int
  private let keyCount: Int
  private let depth: Int
  private let width: Int
  private let queries: Strides
  private let keys: Strides
  private let values: Strides
  private let result: Strides

  /// - Parameters:
  ///   - heads: The sizes of the axes of heads.
  ///   - sizes: N, S, D and E.
  ///   - queries: The strides of q.
  ///   - keys: The strides of k.
  ///   - values: The strides of v.
  ///   - result: The strides of y, its columns contiguous.
  package init(
    heads: [Int], sizes: (queries: Int, keys: Int, depth: Int, width: Int), queries: Strides,
    keys: Strides, values: Strides, result: Strides
  ) {
    precondition(result.last == 1 || sizes.width == 1, "The columns of the result are contiguous.")
    self.heads = heads
    (queryCount, keyCount, depth, width) = sizes
    self.queries = queries
    self.keys = keys
    self.values = values
    self.result = result
  }

  private var headCount: Int { heads.reduce(1, *) }

  /// Scores of a tile.
  private static let tileValues = 12_288

  /// Rows of a tile, in even tiles.
  private var tileRows: Int {
    let most = max(6, Self.tileValues / storedKeys)
    let tiles = (queryCount + most - 1) / most
    return (queryCount + tiles - 1) / tiles
  }

  private var storedKeys: Int { PanelProduct.storedColumns(keyCount) }
  private var packedKeyCount: Int { depth * storedKeys }
  private var packedValueCount: Int { keyCount * PanelProduct.storedColumns(width) }
  private var threadScratch: Int {
    packedKeyCount + packedValueCount + tileRows * (storedKeys + depth)
  }

  /// Scratch values of a run.
  package func scratch(threads: Int) -> Int { threads * threadScratch }

  /// Parts into which the rows of a head are divided, so that all threads have as much to do.
  private func parts(threads: Int) -> Int {
    let isEven = headCount.isMultiple(of: threads) || headCount >= 8 * threads
    return isEven ? 1 : min(threads, queryCount)
  }

  /// Computes all heads.
  package func run(_ tensors: Tensors, workspace: Workspace, on pool: WorkerPool) {
    var workspace = workspace
    let memory = workspace.take(scratch(threads: pool.threads))
    let parts = parts(threads: pool.threads)
    pool.run(headCount * parts) { task, thread in
      let (position, part) = task.quotientAndRemainder(dividingBy: parts)
      var scratch = Workspace(memory + thread * threadScratch, count: threadScratch)
      let head = Head(
        self, tensors, place: place(of: position), keys: scratch.take(packedKeyCount),
        values: scratch.take(packedValueCount))
      let scores = scratch.take(tileRows * storedKeys)
      let copy = scratch.take(tileRows * depth)
      let rows = queryCount * part / parts..<queryCount * (part + 1) / parts
      for tile in rows.chunks(of: tileRows) { head.run(tile, scores: scores, copy: copy) }
    }
  }

  /// The place of a head along the axes of heads.
  private func place(of position: Int) -> [Int] {
    var rest = position
    var place = heads
    for axis in heads.indices.reversed() {
      (rest, place[axis]) = rest.quotientAndRemainder(dividingBy: heads[axis])
    }
    return place
  }

  /// One head with its keys and values in panels.
  private struct Head {
    let attention: TiledAttention
    let tensors: Tensors
    let place: [Int]
    let keys: UnsafeMutablePointer<Float>
    let values: UnsafeMutablePointer<Float>

    init(
      _ attention: TiledAttention, _ tensors: Tensors, place: [Int],
      keys: UnsafeMutablePointer<Float>, values: UnsafeMutablePointer<Float>
    ) {
      self.attention = attention
      self.tensors = tensors
      self.place = place
      self.keys = keys
      self.values = values
      StridedMatrix(tensors.keys, attention.keys, at: place, attention.depth, attention.keyCount)
        .pack(to: keys, scale: tensors.scale)
      StridedMatrix(
        tensors.values, attention.values, at: place, attention.keyCount, attention.width
      ).pack(to: values, scale: 1)
    }

    /// Some rows of the result.
    func run(
      _ rows: Range<Int>, scores: UnsafeMutablePointer<Float>, copy: UnsafeMutablePointer<Float>
    ) {
      let (depth, keyCount) = (attention.depth, attention.keyCount)
      let queries = StridedMatrix(
        tensors.queries, attention.queries, at: place, attention.queryCount, depth
      ).rows(rows).contiguous(copy)
      let scoreMap = map(scores, rows.count, columns: keyCount, stride: attention.storedKeys)
      multiply(queries.base, step: queries.rowStride, keys, depth: depth, to: scoreMap)
      for mask in tensors.masks { apply(mask, rows, scoreMap) }
      let empty = emptyRows(of: scoreMap)
      vec_row_softmax(rows.count, keyCount, scoreMap.map(), scoreMap.map())
      if case .replaced(let number) = tensors.emptyRow { fillEmptyRows(of: scoreMap, with: number) }
      for row in empty { scoreMap.row(row).update(repeating: 0, count: keyCount) }
      let result = StridedMatrix(
        tensors.result, attention.result, at: place, attention.queryCount, attention.width
      ).rows(rows)
      multiply(
        scores, step: attention.storedKeys, values, depth: keyCount,
        to: map(
          result.base, rows.count, columns: attention.width,
          stride: rows.count == 1 ? attention.width : result.rowStride))
    }

    private func map(
      _ base: UnsafeMutablePointer<Float>, _ rows: Int, columns: Int, stride: Int
    ) -> FeatureMap {
      FeatureMap(base, batch: rows, height: 1, width: 1, channels: columns, stride: stride)
    }

    private func multiply(
      _ rows: UnsafeMutablePointer<Float>, step: Int, _ panels: UnsafeMutablePointer<Float>,
      depth: Int, to y: FeatureMap
    ) {
      let part = PanelProduct.Part(
        base: UnsafePointer(rows), depth: depth, spacing: 1, step: step, line: 0, image: 0)
      PanelProduct(width: y.rows, weights: panels, depth: depth)
        .run([part], rows: 0..<y.rows, to: y, epilogue: .none)
    }

    private func apply(_ mask: Mask, _ rows: Range<Int>, _ scores: FeatureMap) {
      let (count, columns) = (attention.queryCount, attention.keyCount)
      switch mask {
      case .added(let base, let strides):
        let mask = StridedMatrix(base, strides, at: place, count, columns).rows(rows)
        mask.add(to: scores)
      case .chosen(let base, let strides, let otherwise):
        let mask = StridedMatrix(base, strides, at: place, count, columns).rows(rows)
        mask.visit { row, column, isKept in
          if isKept == 0 { scores.row(row)[column] = otherwise }
        }
      case .causal(let offset):
        for row in 0..<scores.rows {
          let shown = min(columns, max(0, rows.lowerBound + row + offset + 1))
          (scores.row(row) + shown).update(repeating: -.infinity, count: columns - shown)
        }
      }
    }

    /// The rows of which zeros are wanted.
    private func emptyRows(of scores: FeatureMap) -> [Int] {
      guard case .zeros = tensors.emptyRow, tensors.masks.contains(where: \.canEmptyRows) else {
        return []
      }
      return (0..<scores.rows).filter { row in
        (0..<scores.channels).allSatisfy { scores.row(row)[$0] == -.infinity }
      }
    }

    /// Softmax makes all weights of such a row numbers that are none.
    private func fillEmptyRows(of weights: FeatureMap, with number: Float) {
      for row in 0..<weights.rows where weights.row(row)[0].isNaN {
        weights.row(row).update(repeating: number, count: weights.channels)
      }
    }
  }
}
