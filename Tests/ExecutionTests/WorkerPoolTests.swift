import Glibc
import RLAKernels
import Synchronization
import Testing

/// Threads that share the tasks of a loop.
@Suite struct WorkerPoolTests {
  /// The clock of the processor time of a pool's second thread, found while it runs a task.
  private func workerClock(of pool: WorkerPool) -> clockid_t {
    let arrived = Atomic<Int>(0)
    let clock = Atomic<Int>(0)
    pool.run(2) { _, thread in
      if thread == 1 {
        var own = clockid_t()
        pthread_getcpuclockid(pthread_self(), &own)
        clock.store(Int(own), ordering: .relaxed)
      }
      // Each task waits for the other, so that no thread takes both.
      arrived.wrappingAdd(1, ordering: .releasing)
      while arrived.load(ordering: .acquiring) < 2 { sched_yield() }
    }
    return clockid_t(clock.load(ordering: .relaxed))
  }

  private func milliseconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }

  @Test func `A worker without work sleeps, and wakes for the next loop`() throws {
    let pool = try WorkerPool(threads: 2)
    let clock = workerClock(of: pool)
    // A worker spins for a moment of its processor time first.
    let spun = milliseconds(of: clock) + 50
    usleep(300_000)
    #expect(milliseconds(of: clock) < spun)
    #expect(workerClock(of: pool) == clock)
  }

  @Test func `Every task of a loop runs once`() throws {
    let pool = try WorkerPool(threads: 2)
    for count in [0, 1, 2, 3, 100] {
      let sum = Atomic<Int>(0)
      pool.run(count) { task, _ in sum.wrappingAdd(1 << min(task, 50), ordering: .relaxed) }
      let expected = (0..<count).reduce(0) { $0 + 1 << min($1, 50) }
      #expect(sum.load(ordering: .relaxed) == expected)
    }
  }

  @Test func `Threads that all work take their own share, in order`() throws {
    let pool = try WorkerPool(threads: 2)
    let takers = (0..<4).map { _ in TakenBy() }
    let arrived = Atomic<Int>(0)
    pool.run(4) { task, thread in
      takers[task].thread.store(thread, ordering: .relaxed)
      // Both threads are at their first task, then at their second one.
      let wanted = task % 2 == 0 ? 2 : 4
      arrived.wrappingAdd(1, ordering: .releasing)
      while arrived.load(ordering: .acquiring) < wanted { sched_yield() }
    }
    #expect(takers.map { $0.thread.load(ordering: .relaxed) } == [0, 0, 1, 1])
  }

  private final class TakenBy: Sendable { let thread = Atomic<Int>(-1) }

  @Test func `A thread whose share is done takes what is left of the others`() throws {
    let pool = try WorkerPool(threads: 2)
    let done = Atomic<Int>(0)
    pool.run(4) { task, _ in
      // The first task waits for all others, two of which are of the same share or the next one.
      if task == 0 { while done.load(ordering: .acquiring) < 3 { sched_yield() } }
      done.wrappingAdd(1, ordering: .releasing)
    }
    #expect(done.load(ordering: .relaxed) == 4)
  }
}
