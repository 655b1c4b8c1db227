/// A copy of the part of every matrix on one side of a diagonal; the other elements become zero.
package struct TriangleCopy: Sendable {
  /// Tensors: the result, the source; the axes outside the matrices.
  private let outer: StridedWalk
  private let rows: StridedWalk.Axis
  private let columns: StridedWalk.Axis
  private let keepsUpper: Bool
  private let diagonal: Int

  /// - Parameters:
  ///   - sizes: The shape of both; the last two axes are those of the matrices.
  ///   - source: The strides of what is read.
  ///   - target: The strides of what is written.
  ///   - upper: Whether what is above the diagonal stays, else what is below; the diagonal stays.
  ///   - diagonal: 0 for the main one, positive above it.
  package init(sizes: [Int], from source: [Int], to target: [Int], upper: Bool, diagonal: Int) {
    let matrix = sizes.count - 2
    outer = StridedWalk(
      sizes: Array(sizes[..<matrix]), strides: [Array(target[..<matrix]), Array(source[..<matrix])])
    func axis(_ place: Int) -> StridedWalk.Axis {
      StridedWalk.Axis(size: sizes[place], strides: [target[place], source[place]])
    }
    (rows, columns) = (axis(matrix), axis(matrix + 1))
    keepsUpper = upper
    // Beyond the matrix it makes no difference how far.
    self.diagonal = min(max(diagonal, -sizes[matrix]), sizes[matrix + 1])
  }

  /// The columns of a row that stay.
  private func kept(_ row: Int) -> Range<Int> {
    let size = columns.size
    let edge = min(max(row + diagonal + (keepsUpper ? 0 : 1), 0), size)
    return keepsUpper ? edge..<size : 0..<edge
  }

  /// `y = kept(x)`, or `y += kept(x)`.
  package func run<Element: AdditiveArithmetic>(
    _ x: UnsafePointer<Element>, to y: UnsafeMutablePointer<Element>, accumulating: Bool
  ) {
    outer.visitPairs { copyMatrix(x + $1, to: y + $0, accumulating) }
  }

  private func copyMatrix<Element: AdditiveArithmetic>(
    _ x: UnsafePointer<Element>, to y: UnsafeMutablePointer<Element>, _ accumulating: Bool
  ) {
    for row in 0..<rows.size {
      let (from, to) = (x + row * rows.strides[1], y + row * rows.strides[0])
      let kept = kept(row)
      for column in 0..<columns.size {
        let element = kept.contains(column) ? from[column * columns.strides[1]] : .zero
        let place = column * columns.strides[0]
        to[place] = accumulating ? to[place] + element : element
      }
    }
  }
}
