/// A reduction of whole numbers.
package enum WholeFold: Hashable, Sendable {
  case sum
  case product
  case maximum
  case minimum

  /// The neutral element.
  fileprivate func start<Number: FixedWidthInteger>() -> Number {
    switch self {
    case .sum: 0
    case .product: 1
    case .maximum: .min
    case .minimum: .max
    }
  }

  /// Sums and products wrap around.
  fileprivate func join<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
    switch self {
    case .sum: left &+ right
    case .product: left &* right
    case .maximum: max(left, right)
    case .minimum: min(left, right)
    }
  }
}

extension Folding {
  /// `y = f(x)` for whole numbers of a kind; y points to the first result.
  package func run(
    _ fold: WholeFold, of kind: NumberKind, _ x: TensorView, to y: TensorView, on pool: WorkerPool
  ) {
    switch kind {
    case .float: preconditionFailure("Floating-point numbers are reduced by the loops in C.")
    case .int64: run(fold, x.elements(of: Int64.self), y.elements(of: Int64.self), pool)
    case .int32: run(fold, x.elements(of: Int32.self), y.elements(of: Int32.self), pool)
    case .int16: run(fold, x.elements(of: Int16.self), y.elements(of: Int16.self), pool)
    case .uint64: run(fold, x.elements(of: UInt64.self), y.elements(of: UInt64.self), pool)
    case .uint32: run(fold, x.elements(of: UInt32.self), y.elements(of: UInt32.self), pool)
    case .uint16: run(fold, x.elements(of: UInt16.self), y.elements(of: UInt16.self), pool)
    case .int8: run(fold, x.elements(of: Int8.self), y.elements(of: Int8.self), pool)
    case .uint8, .truth: run(fold, x.elements(of: UInt8.self), y.elements(of: UInt8.self), pool)
    }
  }

  private func run<Number: FixedWidthInteger>(
    _ fold: WholeFold, _ x: UnsafeMutablePointer<Number>, _ y: UnsafeMutablePointer<Number>,
    _ pool: WorkerPool
  ) {
    let (rows, columns) = (kept.rows.strides, kept.columns.strides)
    kept.run(on: pool, grain: max(1, 8192 / max(1, reduced.count))) { offsets, rowCount, count in
      for row in 0..<rowCount {
        for column in 0..<count {
          let first = x + offsets[0] + row * rows[0] + column * columns[0]
          y[offsets[1] + row * rows[1] + column * columns[1]] = result(fold, first)
        }
      }
    }
  }

  private func result<Number: FixedWidthInteger>(
    _ fold: WholeFold, _ first: UnsafeMutablePointer<Number>
  ) -> Number {
    var state: Number = fold.start()
    let (rows, columns) = (reduced.rows.strides[0], reduced.columns.strides[0])
    reduced.visitAll { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        for column in 0..<columnCount {
          state = fold.join(state, first[offsets[0] + row * rows + column * columns])
        }
      }
    }
    return state
  }
}
