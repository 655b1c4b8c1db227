import Glibc
package import RLAExecution
import RLAFiles
import RLAKernels
import RLANetworks

/// Averages gradients over all processes while the backward pass still runs: a thread of its own sends
/// each bucket once the gradients in it are whole.
package final class GradientExchange: StepObserver {
  private let parameters: Parameters
  private let queue: BucketQueue
  private let thread: SystemThread
  private let buckets: [GradientBucket]
  /// By bucket, the step of the plan in use after which it is whole.
  private var lastSteps: [Int] = []
  /// Buckets that the thread was told of in this pass.
  package private(set) var sent = 0

  /// - Parameters:
  ///   - parameters: Of a network in training.
  ///   - group: The processes that have the same network.
  ///   - bytes: What closes the first message, and each other one.
  /// - Throws: `PlanFailure.resources` where the system refuses memory or a thread.
  package init(
    _ parameters: Parameters, _ group: any ProcessGroup,
    bytes: (first: Int, others: Int) = GradientBuckets.usual
  ) throws(PlanFailure) {
    let network = parameters.network
    var firstNodes = [Int](repeating: network.nodes.count, count: network.layers.count)
    for (index, node) in network.nodes.enumerated().reversed() {
      if let layer = node.layer { firstNodes[layer] = index }
    }
    let tensors = parameters.entries.enumerated().filter { _, entry in
      entry.isLearned && !network.frozenLayers.contains(entry.layer)
    }
    buckets =
      GradientBuckets(
        tensors.map { index, entry in
          GradientBuckets.Tensor(
            index: index, count: entry.count, firstNode: firstNodes[entry.layer])
        }, bytes: bytes
      ).buckets
    let queue = try BucketQueue(buckets, parameters, group)
    guard let thread = SystemThread({ queue.work() }) else {
      throw .resources(.threads(wanted: 1, started: 0))
    }
    (self.parameters, self.queue, self.thread) = (parameters, queue, thread)
  }

  deinit {
    queue.close()
    thread.join()
  }

  /// Begins the backward pass of a plan.
  package func begin(_ plan: ExecutionPlan) {
    let steps = plan.lastGradientSteps
    lastSteps = buckets.map { bucket in
      bucket.tensors.map { steps[parameters.entries[$0].layer] }.min() ?? 0
    }
    sent = 0
  }

  package func willRun() {}

  package func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) {
    if pass == .backward { didRun(step) }
  }

  /// Sends what is whole once the pass has come down to a step.
  package func didRun(_ step: Int) {
    while sent < buckets.count, lastSteps[sent] >= step { send() }
  }

  /// Waits until the gradients are the means of all processes.
  package func end() {
    while sent < buckets.count { send() }
    if !buckets.isEmpty { queue.wait() }
  }

  private func send() {
    sent += 1
    queue.add()
  }
}

/// What a pass and the thread that sends its buckets share: two semaphores, in whose order everything
/// else happens.
private final class BucketQueue: @unchecked Sendable {
  private let buckets: [GradientBucket]
  private let parameters: Parameters
  private let group: any ProcessGroup
  private let message: UnsafeMutableBufferPointer<Float>
  private let isWhole: UnsafeMutablePointer<sem_t>
  private let isDone: UnsafeMutablePointer<sem_t>
  private var isClosed = false

  init(
    _ buckets: [GradientBucket], _ parameters: Parameters, _ group: any ProcessGroup
  ) throws(PlanFailure) {
    let bytes = (buckets.map(\.count).max() ?? 0) * MemoryLayout<Float>.stride
    guard let memory = malloc(max(1, bytes)) else { throw .resources(.memory(bytes: bytes)) }
    message = UnsafeMutableRawBufferPointer(start: memory, count: bytes).bindMemory(to: Float.self)
    (self.buckets, self.parameters, self.group) = (buckets, parameters, group)
    (isWhole, isDone) = (.allocate(capacity: 1), .allocate(capacity: 1))
    sem_init(isWhole, 0, 0)
    sem_init(isDone, 0, 0)
  }

  deinit {
    for semaphore in [isWhole, isDone] {
      sem_destroy(semaphore)
      semaphore.deallocate()
    }
    free(message.baseAddress)
  }

  /// The next bucket is whole.
  func add() { sem_post(isWhole) }

  /// Waits until all buckets of a pass have come back.
  func wait() { Self.wait(isDone) }

  func close() {
    isClosed = true
    sem_post(isWhole)
  }

  /// Sends buckets until the queue is closed.
  func work() {
    while true {
      for bucket in buckets {
        Self.wait(isWhole)
        if isClosed { return }
        average(bucket)
      }
      if buckets.isEmpty { return }
      sem_post(isDone)
    }
  }

  private func average(_ bucket: GradientBucket) {
    guard let base = message.baseAddress else { return }
    var target = base
    for index in bucket.tensors {
      parameters.copyGradient(index, to: target)
      target += parameters.entries[index].count
    }
    group.sum(UnsafeMutableBufferPointer(rebasing: message[..<bucket.count]))
    let share = 1 / Float(group.place.count)
    for place in 0..<bucket.count { message[place] *= share }
    var source = UnsafePointer(base)
    for index in bucket.tensors {
      parameters.setGradient(index, from: source)
      source += parameters.entries[index].count
    }
  }

  /// A signal may end a wait early.
  private static func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
    while sem_wait(semaphore) != 0 {}
  }
}
