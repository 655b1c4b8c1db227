/// When each thread of a pool worked on its loops.
///
/// Each thread writes its own entry while a loop runs; the caller of the loop reads them between
/// loops, when all threads are done.
package final class ThreadTrace: @unchecked Sendable {
  /// What one thread did since the last reading.
  package struct Work: Hashable, Sendable {
    package var start: Duration
    package var end: Duration
    /// The time in loops between both.
    package var busy: Duration
    /// When each of these loops began and ended on this thread.
    package var loops: [Range<Duration>]
  }

  private let now: @Sendable () -> Duration
  private let entries: UnsafeMutableBufferPointer<Work?>

  /// - Parameters:
  ///   - threads: The threads of the pool.
  ///   - now: A clock that any thread can read.
  package init(threads: Int, now: @escaping @Sendable () -> Duration) {
    self.now = now
    entries = .allocate(capacity: threads)
    entries.initialize(repeating: nil)
  }

  deinit { entries.deinitialize().deallocate() }

  /// Notes the time that a thread works.
  func note(_ thread: Int, _ work: () -> Void) {
    let start = now()
    work()
    let end = now()
    if entries[thread] == nil {
      entries[thread] = Work(start: start, end: end, busy: .zero, loops: [])
    }
    entries[thread]?.end = end
    entries[thread]?.busy += end - start
    entries[thread]?.loops.append(start..<end)
  }

  /// By thread, what it did since the last reading; nil for one that had nothing to do.
  package func take() -> [Work?] {
    defer { entries.update(repeating: nil) }
    return Array(entries)
  }
}
