/// Scratch memory of a kernel, handed in from outside so that kernels allocate nothing.
public struct Workspace: @unchecked Sendable {
  private var next: UnsafeMutablePointer<Float>
  private var left: Int

  /// - Parameters:
  ///   - base: The memory.
  ///   - count: Its size in values.
  public init(_ base: UnsafeMutablePointer<Float>, count: Int) {
    next = base
    left = count
  }

  /// The next `count` values.
  public mutating func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    precondition(count <= left, "The kernel asked for less scratch memory than it takes.")
    defer {
      next += count
      left -= count
    }
    return next
  }
}
