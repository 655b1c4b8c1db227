/// How a product with weights in panels is divided over threads.
package struct PanelBlocks {
  package let rows: [Range<Int>]
  package let columns: [Range<Int>]

  /// Rows of whole tiles, whatever the number of their vectors.
  package static let tileRows = 24
  /// Up to this many rows, each thread takes some of the columns, so that it reads a part of the
  /// weights alone.
  private static let mostRowsByColumn = 256

  /// - Parameters:
  ///   - rowCount: Rows of the result.
  ///   - columnCount: Columns of the result.
  ///   - panelWidth: Those of a panel.
  ///   - rowUnit: The bounds of blocks of rows are multiples of this.
  ///   - threads: How many take the blocks, one after the other.
  package init(
    rows rowCount: Int, columns columnCount: Int, panelWidth: Int, rowUnit: Int, threads: Int
  ) {
    var (rowBlocks, columnBlocks) = (2 * threads, 1)
    if threads == 1 {
      rowBlocks = 1
    } else if rowCount <= Self.mostRowsByColumn {
      let panels = (columnCount + panelWidth - 1) / panelWidth
      (rowBlocks, columnBlocks) = Self.byColumn(panels: panels, threads: threads)
    }
    rows = MatrixBlocks.ranges(of: rowCount, rowBlocks, multiple: rowUnit)
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
