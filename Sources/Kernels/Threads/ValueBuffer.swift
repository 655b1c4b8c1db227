import Glibc

/// The system refused memory, or threads.
public enum ResourceFailure: Error, Hashable, Sendable {
  /// This many bytes at once.
  case memory(bytes: Int)
  /// All of the threads wanted, the calling one included, but these.
  case threads(wanted: Int, started: Int)
}

/// Zeroed values at a cache line, freed with the buffer.
package final class ValueBuffer: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>

  /// Large blocks request huge pages before they are touched, so that a pass over them causes few
  /// TLB misses.
  package init(_ count: Int) throws(ResourceFailure) {
    let bytes = max(1, count) * MemoryLayout<Float>.stride
    let largePage = 2 << 20
    let isLarge = bytes >= 2 * largePage
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, isLarge ? largePage : 64, bytes) == 0, let memory else {
      throw .memory(bytes: bytes)
    }
    if isLarge { madvise(memory, bytes / largePage * largePage, MADV_HUGEPAGE) }
    base = memory.bindMemory(to: Float.self, capacity: max(1, count))
    base.initialize(repeating: 0, count: max(1, count))
  }

  deinit { free(base) }
}
