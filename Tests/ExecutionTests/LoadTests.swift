import Foundation
import RLAArchitectures
import RLAExecution
import RLANetworks
import RLASymbolic
import Synchronization
import TestSupport
import Testing

/// The load of the machine, read from folders that stand for /proc, and by a clock that each reading
/// advances by a millisecond.
@Suite struct LoadTests {
  /// What the system would show; each reading of the process's usage moves it on.
  private final class FakeSystem: Sendable {
    /// What happens between two readings.
    struct Step {
      var processorTime = Duration.milliseconds(10)
      var waiting = Duration.zero
      var stolen = Duration.zero
      /// From which reading on nothing disturbs any more.
      var calm = Int.max
    }

    private let folder: URL
    private let step: Step
    private let readings = Atomic(0)
    private let hasFiles: Bool

    init(_ step: Step, in folder: URL, hasFiles: Bool = true) {
      self.step = step
      self.folder = folder
      self.hasFiles = hasFiles
    }

    var source: LoadSource {
      LoadSource(SystemTree(root: folder.path(percentEncoded: false))) { [self] in usage() }
    }

    private func usage() -> LoadSource.Usage {
      let count = readings.add(1, ordering: .relaxed).newValue
      let disturbed = min(count, step.calm)
      if hasFiles { write(step.waiting * disturbed, step.stolen * disturbed) }
      return (step.processorTime * count, 3 * count)
    }

    private func write(_ waiting: Duration, _ stolen: Duration) {
      let nanoseconds = Int(waiting / .nanoseconds(1))
      for (task, share) in [("11", nanoseconds / 2), ("12", nanoseconds - nanoseconds / 2)] {
        let task = folder.appending(path: "proc/self/task/\(task)")
        try? FileManager.default.createDirectory(at: task, withIntermediateDirectories: true)
        try? Data("5 \(share) 7\n".utf8).write(to: task.appending(path: "schedstat"))
      }
      let ticks = Int(stolen / .milliseconds(10))
      let lines = "cpu  9 8 7 6 5 4 3 \(ticks) 0 0\ncpu0 1\ncpu1 1\nintr 3\n"
      try? Data(lines.utf8).write(to: folder.appending(path: "proc/stat"))
    }
  }

  private func measured(
    _ step: FakeSystem.Step, runs: Int = 8, attempts: Int = 1, duration: Duration? = nil,
    warmup: Int = 1, hasFiles: Bool = true
  ) throws -> Benchmark.Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let system = FakeSystem(step, in: folder, hasFiles: hasFiles)
    let network = Network("small", inputChannels: 3) { net, image in
      [net.layer("conv", Convolution(3, 4, Window(1)))(image)]
    }
    let options = PlanOptions(batch: 1, height: 2, width: 2, purpose: .inference)
    let session = try Session(ExecutionPlan(network, options))
    let benchmark = try Benchmark(
      session, .inference, isCold: false, clock: Ticks(), load: system.source)
    return try #require(
      benchmark.run(
        Benchmark.Limits(warmup: warmup, runs: runs, duration: duration, attempts: attempts),
        isInterrupted: { false }, progress: { _ in }))
  }

  @Test func `An idle machine disturbs nothing`() throws {
    let conditions = try measured(.init(), attempts: 3).conditions
    #expect(conditions.load.disturbances.isEmpty && conditions.attempts == 1)
    #expect(conditions.load.waitingShare == 0 && conditions.load.stealShare == 0)
    #expect(conditions.load.involuntarySwitches > 0)
    #expect(conditions.load.canary.values.count >= 2)
  }

  @Test func `Threads that wait for a processor show by how much, and the series is repeated`()
    throws
  {
    let step = FakeSystem.Step(waiting: .milliseconds(10))
    let conditions = try measured(step, attempts: 3).conditions
    let share = try #require(conditions.load.waitingShare)
    // As long in the queue as on the processor.
    #expect(abs(share - 0.5) < 0.05)
    #expect(conditions.load.disturbances == [.waiting(share)])
    #expect(conditions.attempts == 3)
  }

  @Test func `A series that is no longer disturbed ends the repetition and is the one that counts`()
    throws
  {
    var step = FakeSystem.Step(waiting: .milliseconds(10))
    // Readings of the first series: one at each end, two for each run.
    step.calm = 19
    let conditions = try measured(step, attempts: 3).conditions
    #expect(conditions.attempts == 2 && !conditions.load.isDisturbed)
  }

  @Test func `A process that gets less than a processor is disturbed, whatever /proc shows`() throws
  {
    let step = FakeSystem.Step(processorTime: .milliseconds(1))
    let load = try measured(step, hasFiles: false).conditions.load
    #expect(load.waitingShare == nil && load.stealShare == nil)
    guard case .processor(let processors)? = load.disturbances.first else {
      return #expect(Bool(false), "\(load.disturbances)")
    }
    #expect(processors < 0.5)
  }

  @Test func `Time that a hypervisor takes is a share of all processors`() throws {
    let step = FakeSystem.Step(processorTime: .milliseconds(10), stolen: .milliseconds(10))
    let load = try measured(step).conditions.load
    let share = try #require(load.stealShare)
    #expect(load.disturbances == [.steal(share)])
    // A tick for each reading, over two processors and the ticks of the clock between readings.
    #expect(share > 0.1)
  }

  @Test func `A run that is interrupted between two steps does not count`() throws {
    let network = try #require(Catalog.entry(named: "mobilenet_v2")).architecture().network
    let options = PlanOptions(batch: 1, height: 32, width: 32, purpose: .inference)
    let session = try Session(ExecutionPlan(network, options))
    let benchmark = try Benchmark(session, .inference, isCold: false, clock: Ticks())
    let steps = session.plan.stepDescriptions.count
    var questions = 0
    let result = try #require(
      benchmark.run(
        Benchmark.Limits(warmup: 0, runs: 9, duration: nil),
        isInterrupted: {
          questions += 1
          return questions > 3 * steps
        }, progress: { _ in }))
    #expect(result.whole.values.count == 2 && result.conditions.wasInterrupted)
    #expect(result.steps.count == steps)
  }

  @Test
  func `Warm-up takes at most half of the time, and what is left bounds runs and repetitions`()
    throws
  {
    let calm = try measured(.init(), runs: 1000, duration: .milliseconds(200), warmup: 1000)
    #expect((2..<40).contains(calm.conditions.warmup))
    #expect((1..<40).contains(calm.whole.values.count))
    let disturbed = try measured(
      .init(waiting: .milliseconds(10)), runs: 1000, attempts: 3, duration: .milliseconds(50))
    #expect(disturbed.conditions.attempts == 1 && disturbed.conditions.load.isDisturbed)
  }
}
