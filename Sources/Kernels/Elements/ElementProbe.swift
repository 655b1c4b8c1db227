/// A truth value for every element of a tensor, at any strides.
package struct ElementProbe: Hashable, Sendable {
  package enum Test: Hashable, Sendable {
    /// Of bytes that are truth values.
    case isFalse
    /// Of 32-bit floating-point numbers.
    case isNaN
    case isInfinite
  }

  private let test: Test
  /// Tensors: the result, what is tested.
  private let walk: StridedWalk

  package init(_ test: Test, sizes: [Int], from source: [Int], to target: [Int]) {
    self.test = test
    walk = StridedWalk(sizes: sizes, strides: [target, source])
  }

  /// `y = test(x)` in bytes of 0 and 1.
  package func run(
    _ x: UnsafeMutableRawPointer, to y: UnsafeMutablePointer<UInt8>, on pool: WorkerPool
  ) {
    let numbers = x.assumingMemoryBound(to: Float.self)
    switch test {
    case .isFalse: write(x.assumingMemoryBound(to: UInt8.self), y, pool) { $0 == 0 }
    case .isNaN: write(numbers, y, pool) { $0.isNaN }
    case .isInfinite: write(numbers, y, pool) { $0.isInfinite }
    }
  }

  @inline(__always)
  private func write<Element>(
    _ x: UnsafeMutablePointer<Element>, _ y: UnsafeMutablePointer<UInt8>, _ pool: WorkerPool,
    _ holds: (Element) -> Bool
  ) {
    walk.runPairs(on: pool) { to, from in y[to] = holds(x[from]) ? 1 : 0 }
  }
}
