import CRLAVectors

/// `y = f(a, b)` for tensors of one shape at any strides; zero repeats an element.
package struct Combination: Hashable, Sendable {
  private let loop: PairLoop
  private let kind: NumberKind
  private let walk: StridedWalk

  /// - Parameters:
  ///   - loop: The function.
  ///   - kind: The kind of the operands.
  ///   - sizes: The shape of all three.
  ///   - left: The strides of a.
  ///   - right: The strides of b.
  ///   - result: The strides of y, no two positions at the same address.
  package init(
    _ loop: PairLoop, of kind: NumberKind, sizes: [Int], left: [Int], right: [Int], result: [Int]
  ) {
    self.loop = loop
    self.kind = kind
    walk = StridedWalk(sizes: sizes, strides: [result, left, right])
  }

  package func run(
    _ a: UnsafeMutableRawPointer, _ b: UnsafeMutableRawPointer, to y: UnsafeMutableRawPointer,
    on pool: WorkerPool
  ) {
    let width = kind.width
    let resultWidth = loop.isPredicate ? 1 : width
    walk.run(on: pool) { offsets, rows, columns in
      let left = walk.operand(a + offsets[1] * width, 1)
      let right = walk.operand(b + offsets[2] * width, 2)
      let result = walk.operand(y + offsets[0] * resultWidth, 0)
      if let whole = kind.whole {
        vec_combine_whole(rows, columns, loop.number, whole, left, right, result)
      } else {
        vec_combine(rows, columns, loop.number, left, right, result)
      }
    }
  }
}

/// `d (+)=` the gradient of one of two operands, for tensors of one shape at any strides.
package struct CombinationGradient: Hashable, Sendable {
  private let loop: GradientLoop
  private let walk: StridedWalk

  /// - Parameters:
  ///   - loop: The gradient as a function of a, b and the gradient of the result.
  ///   - sizes: The shape of all four.
  ///   - left: The strides of a.
  ///   - right: The strides of b.
  ///   - result: The strides of the gradient of the result.
  ///   - target: The strides of d, no two positions at the same address.
  package init(
    _ loop: GradientLoop, sizes: [Int], left: [Int], right: [Int], result: [Int], target: [Int]
  ) {
    self.loop = loop
    walk = StridedWalk(sizes: sizes, strides: [target, left, right, result])
  }

  package func run(
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>,
    _ dy: UnsafeMutablePointer<Float>, to d: UnsafeMutablePointer<Float>, accumulating: Bool,
    on pool: WorkerPool
  ) {
    walk.run(on: pool) { offsets, rows, columns in
      vec_combine_backward(
        rows, columns, loop.number, walk.operand(a + offsets[1], 1),
        walk.operand(b + offsets[2], 2), walk.operand(dy + offsets[3], 3),
        walk.operand(d + offsets[0], 0), accumulating ? 1 : 0)
    }
  }
}

extension StridedWalk {
  /// A tensor from the first element of a block onward, for loops in C.
  func operand(_ base: UnsafeMutableRawPointer, _ tensor: Int) -> vec_operand {
    vec_operand(base: base, row: rows.strides[tensor], column: columns.strides[tensor])
  }
}
