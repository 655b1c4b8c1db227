import CRLAVectors

/// A matrix within a tensor, at any strides.
struct StridedMatrix<Element> {
  let base: UnsafeMutablePointer<Element>
  let rows: Int
  let columns: Int
  let rowStride: Int
  let columnStride: Int

  private init(
    base: UnsafeMutablePointer<Element>, rows: Int, columns: Int, rowStride: Int, columnStride: Int
  ) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// The last two axes of a tensor at a place along the others.
  init(
    _ base: UnsafeMutablePointer<Element>, _ strides: [Int], at place: [Int], _ rows: Int,
    _ columns: Int
  ) {
    precondition(strides.count == place.count + 2, "A matrix has two axes.")
    let offset = zip(strides, place).reduce(0) { $0 + $1.0 * $1.1 }
    self.init(
      base: base + offset, rows: rows, columns: columns, rowStride: strides[place.count],
      columnStride: strides[place.count + 1])
  }

  func rows(_ range: Range<Int>) -> StridedMatrix {
    StridedMatrix(
      base: base + range.lowerBound * rowStride, rows: range.count, columns: columns,
      rowStride: rowStride, columnStride: columnStride)
  }

  @inline(__always)
  func visit(_ body: (_ row: Int, _ column: Int, _ element: Element) -> Void) {
    for row in 0..<rows {
      let line = base + row * rowStride
      for column in 0..<columns { body(row, column, line[column * columnStride]) }
    }
  }
}

extension StridedMatrix<Float> {
  /// Whether loops in C read it as rows of contiguous values.
  private var isRowMajor: Bool { (columnStride == 1 || columns == 1) && rowStride >= 0 }

  private var map: vec_map { vec_map(base: base, stride: rowStride) }

  /// The matrix with contiguous columns: itself, or a copy in `memory`.
  func contiguous(_ memory: UnsafeMutablePointer<Float>) -> StridedMatrix {
    if isRowMajor { return self }
    visit { memory[$0 * columns + $1] = $2 }
    return StridedMatrix(
      base: memory, rows: rows, columns: columns, rowStride: columns, columnStride: 1)
  }

  /// `y += self`, where y has the same size.
  func add(to y: FeatureMap) {
    if isRowMajor {
      vec_add(rows, columns, map, y.map(), y.map())
    } else {
      visit { y.row($0)[$1] += $2 }
    }
  }

  /// Writes the matrix times a number in the panels that products read; see `PanelProduct`.
  func pack(to target: UnsafeMutablePointer<Float>, scale: Float) {
    let stored = PanelProduct.storedColumns(columns)
    for first in stride(from: 0, to: stored, by: PanelProduct.panelWidth) {
      let width = min(PanelProduct.panelWidth, stored - first)
      let count = min(width, columns - first)
      let panel = FeatureMap(
        target + first * rows, batch: rows, height: 1, width: 1, channels: count, stride: width)
      pack(first, to: panel, scale)
      for row in 0..<rows where count < width {
        Vectors.clear(panel.row(row) + count, count: width - count)
      }
    }
  }

  /// Writes the columns from `first` on.
  private func pack(_ first: Int, to panel: FeatureMap, _ scale: Float) {
    let source = base + first * columnStride
    if isRowMajor {
      vec_affine(
        rows, panel.channels, vec_map(base: source, stride: rowStride), scale, 0, panel.map(), 0)
      return
    }
    if rowStride == 1 {
      vec_transpose(panel.channels, rows, source, columnStride, panel.base, panel.stride)
    } else {
      for row in 0..<rows {
        for column in 0..<panel.channels {
          panel.row(row)[column] = source[row * rowStride + column * columnStride]
        }
      }
    }
    if scale != 1 { vec_affine(rows, panel.channels, panel.map(), scale, 0, panel.map(), 0) }
  }
}
