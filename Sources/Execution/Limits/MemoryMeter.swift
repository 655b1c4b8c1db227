import Glibc

/// How much memory this process takes at its peak, from now on.
public struct MemoryMeter: Sendable {
  private let tree: SystemTree
  private let before: Int?
  /// Whether the system counts the peak anew.
  private let isReset: Bool

  /// Begins to measure.
  public init() { self.init(SystemTree()) }

  package init(_ tree: SystemTree) {
    self.tree = tree
    isReset = Self.resetPeak(tree)
    before = Self.resident(tree)
  }

  /// Bytes by which the resident memory has grown at its peak; nil where the system does not show it.
  ///
  /// Where the peak cannot be counted anew, what is resident now stands for it.
  public var peakGrowth: Int? {
    let peak = isReset ? tree.bytes(after: "VmHWM:", in: Self.status) : nil
    guard let before, let after = peak ?? Self.resident(tree) else { return nil }
    return max(0, after - before)
  }

  private static func resident(_ tree: SystemTree) -> Int? {
    tree.bytes(after: "VmRSS:", in: status)
  }

  private static let status = "/proc/self/status"

  /// Makes VmHWM begin at what is resident now, as proc(5) says of clear_refs.
  private static func resetPeak(_ tree: SystemTree) -> Bool {
    guard let file = fopen(tree.root + "/proc/self/clear_refs", "w") else { return false }
    let isWritten = fputs("5\n", file) >= 0
    return fclose(file) == 0 && isWritten
  }
}
