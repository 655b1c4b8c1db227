/// Weights in the layout that kernels read, and the width of their panels; see `PanelMatrix`.
package struct Filter: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let panelWidth: Int

  package init(_ base: UnsafeMutablePointer<Float>, panelWidth: Int) {
    precondition(panelWidth > 0, "A panel has at least one column.")
    self.base = base
    self.panelWidth = panelWidth
  }

  /// One group of a filter of equal groups.
  func matrix(group: Int = 0, rows: Int, columns: Int) -> PanelMatrix {
    PanelMatrix(base + group * rows * columns, rows: rows, columns: columns, width: panelWidth)
  }
}

/// A matrix stored in panels: all rows of the first `width` columns, then all rows of the next; the
/// last panel has the columns that are left.
///
/// A product reads a panel from beginning to end, while the rows of a wide row-major matrix are
/// pages apart. A matrix with one panel is row-major.
package struct PanelMatrix: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Float>
  /// Rows of a panel in memory, of which the matrix has `rows`.
  private let storedRows: Int
  private(set) var rows: Range<Int>
  let columns: Int
  let width: Int

  init(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, width: Int) {
    self.base = base
    storedRows = rows
    self.rows = 0..<rows
    self.columns = columns
    self.width = min(width, columns)
  }

  /// Some of the rows, counted from the first of the matrix.
  func rows(_ range: Range<Int>) -> PanelMatrix {
    var result = self
    result.rows = range.shifted(by: rows.lowerBound)
    return result
  }

  /// The offset of an element from the first.
  package static func offset(
    row: Int, column: Int, rows: Int, columns: Int, width: Int
  ) -> Int {
    let width = min(width, columns)
    let (panel, place) = column.quotientAndRemainder(dividingBy: width)
    let narrow = rowStride(column: column, columns: columns, width: width)
    return panel * width * rows + row * narrow + place
  }

  /// The distance between rows in the panel that holds a column.
  package static func rowStride(column: Int, columns: Int, width: Int) -> Int {
    let width = min(width, columns)
    return min(width, columns - column / width * width)
  }

  /// Visits some columns in strips, each within one panel.
  ///
  /// - Parameters:
  ///   - range: The columns.
  ///   - most: The most columns of a strip.
  ///   - visit: Receives a strip and its columns.
  func strips(
    _ range: Range<Int>, most: Int, _ visit: (_ strip: Matrix, _ columns: Range<Int>) -> Void
  ) {
    var next = range.lowerBound
    while next < range.upperBound {
      let panelEnd = (next / width + 1) * width
      let end = next + min(min(range.upperBound, panelEnd) - next, most)
      visit(strip(next..<end), next..<end)
      next = end
    }
  }

  /// Columns within one panel.
  func strip(_ range: Range<Int>) -> Matrix {
    let first = range.lowerBound / width * width
    precondition(range.upperBound <= first + width, "A strip lies in one panel.")
    let offset = Self.offset(
      row: rows.lowerBound, column: range.lowerBound, rows: storedRows, columns: columns,
      width: width)
    return Matrix(
      base: base + offset, rows: rows.count, columns: range.count,
      stride: min(width, columns - first))
  }
}
