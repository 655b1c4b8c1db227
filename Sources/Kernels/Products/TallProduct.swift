import CRLAVectors

/// `c (+)= aᵀ · b` by this package's own loops, for matrices of many rows, which are the depth.
///
/// a: depth×left; b: depth×right; c: left×right in panels. The loops take the narrower factor's
/// columns as rows and the wider one's as columns, which fill vectors better; c is transposed at the
/// end where these are those of a.
struct TallProduct {
  private let depth: Int
  private let left: Int
  private let right: Int
  private let threads: Int

  init(depth: Int, left: Int, right: Int, threads: Int) {
    self.depth = depth
    self.left = left
    self.right = right
    self.threads = threads
  }

  private var isTransposed: Bool { left > right }
  /// Those of the result as loops see it.
  private var rows: Int { min(left, right) }
  private var columns: Int { max(left, right) }
  private var storedColumns: Int { PanelProduct.storedColumns(columns) }
  private var resultCount: Int { rows * storedColumns }

  /// Parts of the depth, each with a sum of its own, where there is much more to read than to sum.
  private var parts: Int {
    threads > 1 && depth * (rows + columns) >= 4 * rows * columns ? threads : 1
  }

  /// Values of both factors that should fit into the L2 cache together.
  private static let cachedCount = 131_072
  private static let leastChunk = 128

  /// The rows that are multiplied at a time.
  private var chunk: Int {
    min(depth, max(Self.leastChunk, Self.cachedCount / (rows + storedColumns)))
  }

  /// Values of a copy of rows with zeros up to a whole vector; none where vectors fill rows.
  private var paddedCount: Int { storedColumns == columns ? 0 : chunk * storedColumns }

  /// Scratch values that are enough for this product and any with fewer columns.
  var mostScratch: Int {
    threads * (resultCount + max(Self.leastChunk * storedColumns, Self.cachedCount))
  }

  func run(
    _ a: Matrix, _ b: Matrix, to c: PanelMatrix, accumulating: Bool, workspace: Workspace,
    on pool: WorkerPool
  ) {
    var workspace = workspace
    let results = workspace.take(parts * resultCount)
    let padded = workspace.take(threads * paddedCount)
    if accumulating { exchange(c, result(results, 0), isRead: true, on: pool) }
    let (narrow, wide) = isTransposed ? (b, a) : (a, b)
    let depths = MatrixBlocks.ranges(of: depth, parts, multiple: 1)
    let blocks = MatrixBlocks.ranges(
      of: columns, parts == 1 ? 2 * threads : 1, multiple: PanelProduct.panelWidth)
    pool.run(depths.count * blocks.count) { task, thread in
      let (part, block) = task.quotientAndRemainder(dividingBy: blocks.count)
      let result = result(results, part).columns(blocks[block])
      for some in depths[part].chunks(of: chunk) {
        let isFirst = some.lowerBound == depths[part].lowerBound && !(accumulating && part == 0)
        multiply(
          narrow.rows(some), wide.rows(some).columns(blocks[block]), to: result,
          accumulating: !isFirst, padded: padded + thread * paddedCount)
      }
    }
    sum(results, depths.count, on: pool)
    exchange(c, result(results, 0), isRead: false, on: pool)
  }

  private func result(_ results: UnsafeMutablePointer<Float>, _ part: Int) -> Matrix {
    Matrix(
      base: results + part * resultCount, rows: rows, columns: columns, stride: storedColumns)
  }

  private func multiply(
    _ narrow: Matrix, _ wide: Matrix, to result: Matrix, accumulating: Bool,
    padded: UnsafeMutablePointer<Float>
  ) {
    let width = PanelProduct.storedColumns(wide.columns)
    var weights = wide
    if width != wide.columns {
      weights = Matrix(base: padded, rows: wide.rows, columns: width, stride: width)
      weights.columns(wide.columns..<width).clear()
      Vectors.copy(wide.map, to: weights.map, rows: wide.rows, channels: wide.columns)
    }
    let y = result.pixels
    PanelProduct(width: rows, weights: weights).run(
      [PanelProduct.Part(columnsOf: narrow)], rows: 0..<rows, to: y,
      epilogue: Epilogue(before: accumulating ? y : nil))
  }

  /// Adds the sums of all parts to that of the first.
  private func sum(_ results: UnsafeMutablePointer<Float>, _ count: Int, on pool: WorkerPool) {
    pool.split(count > 1 ? resultCount : 0, grain: 8192) { range, _ in
      for part in 1..<count {
        Vectors.add(
          results + part * resultCount + range.lowerBound, to: results + range.lowerBound,
          count: range.count)
      }
    }
  }

  /// Reads c into the result as loops see it, or writes it from there.
  private func exchange(_ c: PanelMatrix, _ result: Matrix, isRead: Bool, on pool: WorkerPool) {
    pool.split(left, grain: max(1, 16_384 / right)) { some, _ in
      c.rows(some).strips(0..<right, most: .max) { strip, columns in
        let own =
          isTransposed
          ? result.rows(columns).columns(some) : result.rows(some).columns(columns)
        let (from, to) = isRead ? (strip, own) : (own, strip)
        if isTransposed {
          vec_transpose(from.rows, from.columns, from.base, from.stride, to.base, to.stride)
        } else {
          Vectors.copy(from.map, to: to.map, rows: from.rows, channels: from.columns)
        }
      }
    }
  }
}
