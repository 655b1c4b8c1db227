import Glibc
import Synchronization

/// Threads that share the tasks of one loop at a time.
///
/// The caller is one of the threads, so a pool of one starts none. Workers spin for a moment
/// between loops, since the next one usually follows within microseconds, then sleep.
package final class WorkerPool: @unchecked Sendable {
  /// The shares into which kernels divide their work, each with scratch memory of its own.
  package let threads: Int
  /// The threads that take the shares, the caller included.
  private let running: Int
  private let style: ProductStyle
  /// Packing buffers of `Products`, by thread.
  private let packed: ValueBuffer
  private let shared: Shared
  private var workers: [pthread_t] = []
  /// The thread that created a pinned pool.
  private var heldCaller: Int32?

  /// The state that the threads share.
  ///
  /// It outlives the pool until the last worker has left.
  private final class Shared: @unchecked Sendable {
    let generation = Atomic<Int>(0)
    let busyWorkers = Atomic<Int>(0)
    let sleepers = Atomic<Int>(0)
    let isClosed = Atomic<Bool>(false)
    let tasks: TaskQueues
    var body: (_ task: Int, _ thread: Int) -> Void = { _, _ in }
    var trace: ThreadTrace?
    /// One per thread: with a single one, a worker could consume another's wake-up.
    let wake: UnsafeMutablePointer<sem_t>
    let threads: Int

    init(threads: Int, running: Int) {
      self.threads = threads
      tasks = TaskQueues(running)
      wake = .allocate(capacity: threads)
      for thread in 0..<threads { sem_init(wake + thread, 0, 0) }
    }

    deinit {
      for thread in 0..<threads { sem_destroy(wake + thread) }
      wake.deallocate()
    }

    func drain(thread: Int) {
      if let trace { trace.note(thread) { work(thread) } } else { work(thread) }
    }

    private func work(_ thread: Int) { tasks.drain(thread) { body($0, thread) } }

    func serve(thread: Int) {
      var seen = 0
      while true {
        var spins = 0
        while generation.load(ordering: .acquiring) == seen {
          spins += 1
          if spins > WorkerPool.spinLimit { sleep(thread, until: seen) }
        }
        if isClosed.load(ordering: .acquiring) { return }
        seen += 1
        drain(thread: thread)
        busyWorkers.wrappingSubtract(1, ordering: .releasing)
      }
    }

    /// Waits until the generation differs from `seen`; a spurious wake-up does no harm.
    private func sleep(_ thread: Int, until seen: Int) {
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      if generation.load(ordering: .sequentiallyConsistent) == seen { sem_wait(wake + thread) }
      sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }
  }

  /// About 50 µs of spinning before a worker sleeps.
  private static let spinLimit = 20_000

  /// - Parameters:
  ///   - threads: How many threads run at once, the caller included; at least 1.
  ///   - running: Fewer threads that do the work of `threads`, with the same results: the rounding
  ///     of a product depends on how it is divided.
  ///   - products: How they multiply matrices.
  ///   - isPinned: Whether each thread, the calling one included, stays on its own processor while
  ///     the pool lives. Short loops need this for even times: the system wakes a thread on the
  ///     processor of the thread that wakes it.
  /// - Throws: `ResourceFailure` where the system refuses a thread, or memory for its products.
  package init(
    threads: Int, running: Int? = nil, products: ProductStyle = .forProcessor,
    isPinned: Bool = false
  ) throws(ResourceFailure) {
    precondition(threads > 0, "A pool has at least the calling thread.")
    LinearAlgebra.prepare()
    self.threads = threads
    self.running = min(threads, running ?? threads)
    style = products
    packed = try ValueBuffer(threads * ProductStyle.packedCount)
    shared = Shared(threads: threads, running: self.running)
    let processors = isPinned ? Processors.spread(self.running) : nil
    let others = processors == nil ? Processors.ofHeldCaller : nil
    for index in 1..<max(self.running, 1) {
      let own = processors.map { [$0[index]] }
      guard let worker = Self.start(index, shared, on: own ?? others) else {
        end()
        throw .threads(wanted: threads, started: index)
      }
      workers.append(worker)
    }
    heldCaller = processors.map { Processors.holdCaller(on: $0[0]) }
  }

  /// Where each thread notes when it works; nil for nowhere.
  ///
  /// It may be set between loops only.
  package var trace: ThreadTrace? {
    get { shared.trace }
    set { shared.trace = newValue }
  }

  deinit {
    end()
    if let heldCaller { Processors.release(heldCaller) }
  }

  /// Bytes of addresses that the stacks of the workers take.
  package static func addressBytes(threads: Int) -> Int {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    var size = 0
    pthread_attr_getstacksize(&attributes, &size)
    return (threads - 1) * size
  }

  /// Waits until all workers have left.
  private func end() {
    shared.isClosed.store(true, ordering: .releasing)
    shared.generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
    for thread in 1..<max(running, 1) { sem_post(shared.wake + thread) }
    for worker in workers { pthread_join(worker, nil) }
    workers = []
  }

  /// The products of one thread, which only that thread may use; in the style of the pool unless
  /// another is given.
  func products(
    _ thread: Int, _ precision: Precision = .single, style: ProductStyle? = nil
  ) -> Products {
    Products(
      style: style ?? self.style, precision: precision,
      packed: packed.base + thread * ProductStyle.packedCount)
  }

  /// Starts a worker, on which no signal is handled; nil where the system refuses it.
  ///
  /// `processors` are those the thread may use; nil for those of the calling thread.
  private static func start(
    _ index: Int, _ shared: Shared, on processors: [Int]?
  ) -> pthread_t? {
    final class Start {
      let index: Int
      let shared: Shared
      let processors: [Int]?
      init(_ index: Int, _ shared: Shared, _ processors: [Int]?) {
        (self.index, self.shared, self.processors) = (index, shared, processors)
      }
    }
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(index, shared, processors))
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        if let processors = start.processors { Processors.keepCaller(on: processors) }
        start.shared.serve(thread: start.index)
        return nil
      }, start.toOpaque())
    if status == 0 { return thread }
    start.release()
    return nil
  }

  /// Runs `body` for the tasks `0 ..< count`, in any order and on any thread.
  ///
  /// Each thread begins with its own share of them, in order, so that it mostly finds in its cache
  /// what it wrote there in the loop before.
  ///
  /// - Parameters:
  ///   - count: The number of tasks.
  ///   - body: Receives the task and the number of the thread, which selects its scratch memory.
  package func run(_ count: Int, _ body: (_ task: Int, _ thread: Int) -> Void) {
    if running == 1 || count <= 1 {
      for task in 0..<count { body(task, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      shared.body = body
      shared.tasks.fill(count)
      shared.busyWorkers.store(running - 1, ordering: .relaxed)
      shared.generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
      if shared.sleepers.load(ordering: .sequentiallyConsistent) > 0 {
        for thread in 1..<running { sem_post(shared.wake + thread) }
      }
      shared.drain(thread: 0)
      var spins = 0
      while shared.busyWorkers.load(ordering: .acquiring) > 0 {
        spins += 1
        if spins > Self.spinLimit / 10 { sched_yield() }
      }
      shared.body = { _, _ in }
    }
  }

  /// Splits `0 ..< count` into ranges of at least `grain` and runs `body` on each.
  func split(
    _ count: Int, grain: Int, _ body: (_ range: Range<Int>, _ thread: Int) -> Void
  ) {
    if count == 0 { return }
    // A few ranges per thread balance the effect of other load on the machine.
    let ranges = max(1, min(count / max(grain, 1), threads == 1 ? 1 : threads * 4))
    run(ranges) { index, thread in
      body(count * index / ranges..<count * (index + 1) / ranges, thread)
    }
  }
}
