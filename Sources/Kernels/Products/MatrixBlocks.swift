/// How a product is split over threads: into blocks of rows where there are enough, else of
/// columns.
struct MatrixBlocks {
  let rows: [Range<Int>]
  let columns: [Range<Int>]

  /// Below this many rows a block costs more in packing the other matrix than it gains.
  static let leastRows = 96
  /// A block of results should stay in the L2 cache until its epilogue.
  static let mostValues = 131_072

  /// `mostValues` is the most values of a block.
  init(
    rows rowCount: Int, columns columnCount: Int, threads: Int,
    mostValues: Int = MatrixBlocks.mostValues
  ) {
    let wanted = max(threads, rowCount * columnCount / mostValues)
    let rowRanges = max(1, min(wanted, rowCount / Self.leastRows))
    let evenRanges = rowRanges > threads ? (rowRanges + threads - 1) / threads * threads : rowRanges
    rows = Self.ranges(of: rowCount, evenRanges, multiple: 1)
    let isSpread = rows.count >= threads
    columns = Self.ranges(of: columnCount, isSpread ? 1 : threads, multiple: 16)
  }

  var count: Int { rows.count * columns.count }

  subscript(task: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    (rows[task / columns.count], columns[task % columns.count])
  }

  /// `count` cut into at most `wanted` ranges whose bounds are multiples of `multiple`.
  static func ranges(of count: Int, _ wanted: Int, multiple: Int) -> [Range<Int>] {
    let units = (count + multiple - 1) / multiple
    let most = max(1, min(wanted, units))
    return (0..<most).map { index in
      let lower = min(count, units * index / most * multiple)
      let upper = min(count, units * (index + 1) / most * multiple)
      return lower..<upper
    }
  }
}
