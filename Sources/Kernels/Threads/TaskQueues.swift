import Synchronization

/// The tasks of a loop in equal shares, one for each thread: a thread takes those of its own share,
/// then what is left of the others.
final class TaskQueues: @unchecked Sendable {
  private let queues: UnsafeMutablePointer<Queue>
  private let threads: Int

  /// The share of a thread, on lines of the cache that no other share is on: processors fetch two
  /// lines at a time.
  private struct Queue: ~Copyable {
    let next = Atomic<Int>(0)
    var end = 0
    private let padding = InlineArray<14, Int>(repeating: 0)
  }

  init(_ threads: Int) {
    self.threads = threads
    queues = .allocate(capacity: threads)
    for thread in 0..<threads { (queues + thread).initialize(to: Queue()) }
  }

  deinit {
    queues.deinitialize(count: threads)
    queues.deallocate()
  }

  /// Divides the tasks `0 ..< count`, while no thread takes any.
  func fill(_ count: Int) {
    for thread in 0..<threads {
      queues[thread].next.store(count * thread / threads, ordering: .relaxed)
      queues[thread].end = count * (thread + 1) / threads
    }
  }

  /// Takes tasks as long as there are any, beginning with those of a thread.
  func drain(_ thread: Int, _ body: (_ task: Int) -> Void) {
    for owner in 0..<threads {
      let queue = queues + (thread + owner) % threads
      while true {
        let task = queue.pointee.next.wrappingAdd(1, ordering: .relaxed).oldValue
        if task >= queue.pointee.end { break }
        body(task)
      }
    }
  }
}
