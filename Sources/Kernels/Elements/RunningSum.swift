/// Running sums along rows of contiguous elements.
package struct RunningSum: Hashable, Sendable {
  private let kind: NumberKind
  /// Whether a sum leaves out the element at its own position.
  private let isExclusive: Bool
  /// Whether the sums run from the end.
  private let isReversed: Bool

  package init(_ kind: NumberKind, exclusive: Bool, reversed: Bool) {
    self.kind = kind
    isExclusive = exclusive
    isReversed = reversed
  }

  /// `y[i] = x[0] + … + x[i]` in each row of a matrix with contiguous columns; floating-point numbers
  /// are summed in double precision.
  package func forward(_ x: TensorView, to y: TensorView, on pool: WorkerPool) {
    switch kind {
    case .float: sum(x, y, 0.0, pool, { $0 + Double($1) as Double }, { Float($0) as Float })
    case .int64: sum(x, y, Int64(0), pool, { $0 &+ ($1 as Int64) }, \.self)
    case .int32: sum(x, y, Int32(0), pool, { $0 &+ ($1 as Int32) }, \.self)
    case .int16: sum(x, y, Int16(0), pool, { $0 &+ ($1 as Int16) }, \.self)
    case .uint64: sum(x, y, UInt64(0), pool, { $0 &+ ($1 as UInt64) }, \.self)
    case .uint32: sum(x, y, UInt32(0), pool, { $0 &+ ($1 as UInt32) }, \.self)
    case .uint16: sum(x, y, UInt16(0), pool, { $0 &+ ($1 as UInt16) }, \.self)
    case .int8: sum(x, y, Int8(0), pool, { $0 &+ ($1 as Int8) }, \.self)
    case .uint8, .truth: sum(x, y, UInt8(0), pool, { $0 &+ ($1 as UInt8) }, \.self)
    }
  }

  /// `dx (+)=` the running sums of dy from the other end.
  package func backward(
    _ dy: TensorView, to dx: TensorView, accumulating: Bool, on pool: WorkerPool
  ) {
    let opposite = RunningSum(kind, exclusive: isExclusive, reversed: !isReversed)
    opposite.run(
      dy, dx, 0.0, pool, { $0 + Double($1) as Double },
      { (before: Float, sum: Double) in accumulating ? before + Float(sum) : Float(sum) })
  }

  private func sum<Element, Sum>(
    _ x: TensorView, _ y: TensorView, _ zero: Sum, _ pool: WorkerPool,
    _ add: (Sum, Element) -> Sum, _ result: (Sum) -> Element
  ) {
    run(x, y, zero, pool, add) { (_: Element, sum) in result(sum) }
  }

  private func run<Element, Sum>(
    _ x: TensorView, _ y: TensorView, _ zero: Sum, _ pool: WorkerPool,
    _ add: (Sum, Element) -> Sum, _ store: (Element, Sum) -> Element
  ) {
    let count = x.sizes[1]
    let (from, to) = (x.elements(of: Element.self), y.elements(of: Element.self))
    pool.split(x.sizes[0], grain: max(1, 4096 / max(1, count))) { range, _ in
      for row in range {
        let (line, target) = (from + row * x.strides[0], to + row * y.strides[0])
        var total = zero
        for step in 0..<count {
          let place = isReversed ? count - 1 - step : step
          let before = total
          total = add(total, line[place])
          target[place] = store(target[place], isExclusive ? before : total)
        }
      }
    }
  }
}
