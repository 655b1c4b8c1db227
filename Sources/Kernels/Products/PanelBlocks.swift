/// How a product with weights in panels is divided over threads.
package struct PanelBlocks {
  package let rows: [Range<Int>]
  package let columns: [Range<Int>]

  /// Rows that tiles of any width fill, and those that the widest fill.
  private static let tileRows = (whole: 24, least: 6)

  /// Each thread takes some of the rows, so that what it wrote in one step it finds in its own cache in
  /// the next; where these are too few for the weights that they read, or uneven, some of the columns.
  ///
  /// - Parameters:
  ///   - rowCount: Rows of the result.
  ///   - columnCount: Columns of the result.
  ///   - panelWidth: Those of a panel.
  ///   - line: The rows of a line, where blocks are whole lines; nil where they are any rows.
  ///   - threads: How many take the blocks, each its own share first.
  package init(
    rows rowCount: Int, columns columnCount: Int, panelWidth: Int, line: Int?, threads: Int
  ) {
    let isLong = rowCount >= 4 * threads * Self.tileRows.whole
    let unit = line ?? (isLong ? Self.tileRows.whole : Self.tileRows.least)
    let largest = MatrixBlocks.ranges(of: rowCount, threads, multiple: unit).map(\.count).max() ?? 0
    var (rowBlocks, columnBlocks) = (2 * threads, 1)
    if threads == 1 {
      rowBlocks = 1
    } else if rowCount < threads * Self.tileRows.whole || 8 * threads * largest > 9 * rowCount {
      let panels = (columnCount + panelWidth - 1) / panelWidth
      (rowBlocks, columnBlocks) = Self.byColumn(panels: panels, threads: threads)
    } else if rowCount < 2 * threads * Self.tileRows.whole {
      rowBlocks = threads
    }
    rows = MatrixBlocks.ranges(of: rowCount, rowBlocks, multiple: unit)
    columns = MatrixBlocks.ranges(of: columnCount, columnBlocks, multiple: panelWidth)
  }

  /// The blocks where each thread takes some of the columns.
  ///
  /// Each has as many panels, in two blocks if possible, which balance the effect of other load on the
  /// machine. Where panels cannot be divided so, each is several blocks of rows, so that it matters
  /// little which thread takes one more.
  private static func byColumn(panels: Int, threads: Int) -> (rows: Int, columns: Int) {
    if let even = [2 * threads, threads].first(where: { panels.isMultiple(of: $0) }) {
      return (1, even)
    }
    return (max(2, (4 * threads + panels - 1) / panels), panels)
  }

  package var count: Int { rows.count * columns.count }

  package subscript(task: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let (row, column) = task.quotientAndRemainder(dividingBy: columns.count)
    return (rows[row], columns[column])
  }
}
