/// A sparse matrix by rows: the weights that make each position of an axis.
package struct SparseRows: Hashable, Sendable {
  /// By row, where its entries begin; one more at the end.
  private var starts = [0]
  private var columns: [Int] = []
  private var weights: [Float] = []
  /// The columns of the entries.
  package let width: Int

  /// - Parameters:
  ///   - rows: The entries of each row.
  ///   - width: The number of columns.
  package init(_ rows: [[(column: Int, weight: Float)]], width: Int) {
    self.width = width
    for row in rows {
      for entry in row where entry.weight != 0 {
        precondition((0..<width).contains(entry.column), "Every entry has a column.")
        columns.append(entry.column)
        weights.append(entry.weight)
      }
      starts.append(columns.count)
    }
  }

  /// The number of rows.
  package var count: Int { starts.count - 1 }

  func entries(_ row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

  func entry(_ index: Int) -> (column: Int, weight: Float) { (columns[index], weights[index]) }

  /// The transpose.
  package var transposed: SparseRows {
    var rows = [[(column: Int, weight: Float)]](repeating: [], count: width)
    for row in 0..<count {
      for index in entries(row) { rows[columns[index]].append((row, weights[index])) }
    }
    return SparseRows(rows, width: count)
  }

  /// Whether it is the identity.
  package var isIdentity: Bool {
    width == count && starts == Array(0...count) && columns == Array(0..<count)
      && weights.allSatisfy { $0 == 1 }
  }
}

/// The product of a sparse matrix with a tensor along one of its axes.
package struct AxisProduct: Hashable, Sendable {
  private let matrix: SparseRows
  /// Tensors: the result, the operand, the position along the axis.
  private let walk: StridedWalk
  /// The stride of the operand along the axis.
  private let stride: Int

  /// - Parameters:
  ///   - matrix: A column for each position of the operand, a row for each of the result.
  ///   - axis: The axis.
  ///   - sizes: The shape of the result.
  ///   - source: The strides of the operand.
  ///   - target: The strides of the result.
  package init(
    _ matrix: SparseRows, along axis: Int, sizes: [Int], from source: [Int], to target: [Int]
  ) {
    precondition(sizes[axis] == matrix.count, "Every position of the result has a row.")
    var fixed = source
    fixed[axis] = 0
    var places = sizes.map { _ in 0 }
    places[axis] = 1
    self.matrix = matrix
    walk = StridedWalk(sizes: sizes, strides: [target, fixed, places])
    stride = source[axis]
  }

  /// `y (+)= A·x`.
  package func run(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, accumulating: Bool,
    on pool: WorkerPool
  ) {
    let (rows, columns) = (walk.rows.strides, walk.columns.strides)
    let isDense = columns[0] == 1 && columns[1] == 1 && columns[2] == 0
    walk.run(on: pool) { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        let target = y + offsets[0] + row * rows[0]
        let source = x + offsets[1] + row * rows[1]
        let place = offsets[2] + row * rows[2]
        if isDense {
          combine(place, source, columnCount, to: target, accumulating)
          continue
        }
        for column in 0..<columnCount {
          let sum = sum(place + column * columns[2], source + column * columns[1])
          let element = target + column * columns[0]
          element.pointee = accumulating ? element.pointee + sum : sum
        }
      }
    }
  }

  /// A contiguous row of the result.
  private func combine(
    _ place: Int, _ source: UnsafePointer<Float>, _ count: Int,
    to target: UnsafeMutablePointer<Float>, _ accumulating: Bool
  ) {
    let entries = matrix.entries(place)
    if entries.isEmpty, !accumulating { Vectors.clear(target, count: count) }
    for index in entries {
      let (column, weight) = matrix.entry(index)
      let isFirst = !accumulating && index == entries.lowerBound
      Vectors.add(
        source + column * stride, times: weight, to: target, count: count,
        accumulating: !isFirst)
    }
  }

  private func sum(_ place: Int, _ source: UnsafePointer<Float>) -> Float {
    matrix.entries(place).reduce(0) { sum, index in
      let (column, weight) = matrix.entry(index)
      return sum + weight * source[column * stride]
    }
  }
}
