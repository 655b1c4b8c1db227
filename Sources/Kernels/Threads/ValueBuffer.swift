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
  private let bytes: Int
  /// What the system mapped for a large buffer.
  private let mapping: UnsafeMutableRawBufferPointer?

  /// When the system gives the pages of a large buffer.
  package enum Arrival {
    /// Before the buffer is there, on the threads of a pool where one is given.
    case now(WorkerPool? = nil)
    /// At the first write, for what is written whole before anything is timed.
    case whenWritten
  }

  private static let largePage = 2 << 20

  /// Large blocks request huge pages before they are touched, so that a pass over them causes few
  /// TLB misses.
  package init(_ count: Int, _ arrival: Arrival = .now()) throws(ResourceFailure) {
    let count = max(1, count)
    bytes = count * MemoryLayout<Float>.stride
    // A sanitizer looks after what malloc gives.
    guard bytes >= 2 * Self.largePage, !MemoryGuard.isWatched else {
      var memory: UnsafeMutableRawPointer?
      guard posix_memalign(&memory, 64, bytes) == 0, let memory else {
        throw .memory(bytes: bytes)
      }
      mapping = nil
      base = memory.bindMemory(to: Float.self, capacity: count)
      base.initialize(repeating: 0, count: count)
      return
    }
    let mapping = try Self.map(bytes + Self.largePage)
    let start = mapping.alignedUp(toMultipleOf: Self.largePage)
    madvise(start, bytes / Self.largePage * Self.largePage, MADV_HUGEPAGE)
    self.mapping = UnsafeMutableRawBufferPointer(
      start: mapping, count: bytes + Self.largePage)
    base = start.bindMemory(to: Float.self, capacity: count)
    if case .now(let pool) = arrival { touch(on: pool) }
  }

  private static func map(_ bytes: Int) throws(ResourceFailure) -> UnsafeMutableRawPointer {
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { throw .memory(bytes: bytes) }
    return memory
  }

  /// Lets the system give all pages, which it clears; several threads do so side by side.
  private func touch(on pool: WorkerPool?) {
    let parts = (bytes + Self.largePage - 1) / Self.largePage
    let body = { (part: Int, _: Int) in
      let start = UnsafeMutableRawPointer(self.base) + part * Self.largePage
      let size = min(Self.largePage, self.bytes - part * Self.largePage)
      if madvise(start, size, Self.populate) != 0 {
        // Before Linux 5.14 pages come one by one.
        for place in stride(from: 0, to: size, by: 4096) {
          start.storeBytes(of: 0, toByteOffset: place, as: UInt8.self)
        }
      }
    }
    if let pool { return pool.run(parts, body) }
    for part in 0..<parts { body(part, 0) }
  }

  /// MADV_POPULATE_WRITE, which older headers lack.
  private static let populate: Int32 = 23

  deinit {
    if let mapping {
      munmap(mapping.baseAddress, mapping.count)
    } else {
      free(base)
    }
  }
}
