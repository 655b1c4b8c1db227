/// Scratch memory of a kernel; the caller provides it, so that kernels allocate nothing.
package struct Workspace: @unchecked Sendable {
  private var next: UnsafeMutablePointer<Float>
  private var left: Int

  /// - Parameters:
  ///   - base: The memory.
  ///   - count: Its size in values.
  package init(_ base: UnsafeMutablePointer<Float>, count: Int) {
    next = base
    left = count
  }

  /// The next `count` values.
  package mutating func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    precondition(count <= left, "The kernel requested less scratch memory than it uses.")
    defer {
      next += count
      left -= count
    }
    return next
  }
}

extension Workspace {
  /// Values for alignment that `takeDoubles` may take beyond twice its count.
  static let doubleAlignment = 2

  /// The next `count` numbers in double precision.
  mutating func takeDoubles(_ count: Int) -> UnsafeMutablePointer<Double> {
    let memory = UnsafeMutableRawPointer(take(2 * count + Self.doubleAlignment))
    return memory.alignedUp(for: Double.self).bindMemory(to: Double.self, capacity: count)
  }

  /// The next `count` values, set to zero.
  mutating func takeZeros(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = take(count)
    Vectors.clear(memory, count: count)
    return memory
  }
}
