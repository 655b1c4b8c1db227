import CRLAVectors

/// Memory that nothing may touch: in builds with AddressSanitizer an access ends the process with a
/// report; in others all of this is nothing.
package enum MemoryGuard {
  /// Bytes that should stay free between two blocks of memory; 0 where nobody watches.
  package static let gap = guard_gap()

  package static var isWatched: Bool { gap > 0 }

  /// From now on nothing may touch the bytes.
  package static func close(_ begin: UnsafeRawPointer, _ bytes: Int) { guard_close(begin, bytes) }

  /// From now on the bytes may be used.
  package static func open(_ begin: UnsafeRawPointer, _ bytes: Int) { guard_open(begin, bytes) }
}
