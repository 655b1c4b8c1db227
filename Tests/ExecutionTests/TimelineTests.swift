import RLAArchitectures
import RLAExecution
import RLAKernels
import RLANetworks
import Testing

/// The threads of one run, step by step.
@Suite struct TimelineTests {
  private func timeline(
    _ mode: Benchmark.Mode, threads: Int
  ) throws -> (timeline: Timeline, plan: ExecutionPlan) {
    let network = try #require(Catalog.entry(named: "mobilenet_v2")).architecture().network
    let options = PlanOptions(
      batch: 2, height: 32, width: 32, purpose: mode == .inference ? .inference : .training,
      threads: threads)
    let session = try Session(ExecutionPlan(network, options))
    let benchmark = try Benchmark(session, mode, isCold: false, clock: ContinuousClock())
    _ = benchmark.run(
      .init(warmup: 0, runs: 1, duration: nil), isInterrupted: { false }, progress: { _ in })
    return (benchmark.timeline(), session.plan)
  }

  @Test(arguments: Benchmark.Mode.allCases)
  func `Every step has a span, one after the other, and other threads work within it`(
    mode: Benchmark.Mode
  ) throws {
    let (timeline, plan) = try timeline(mode, threads: 2)
    #expect(timeline.threads == 2)
    let own = timeline.spans.filter { $0.thread == 0 }
    let forward = own.filter { $0.pass == .forward }
    #expect(forward.compactMap(\.step) == plan.stepDescriptions.map(\.index))
    let passes: [Timeline.Pass] =
      switch mode {
      case .inference: [.forward]
      case .forwardBackward: [.forward, .loss, .backward]
      case .training: [.forward, .loss, .backward, .optimizer]
      }
    #expect(own.map(\.pass).reduce(into: []) { if $0.last != $1 { $0.append($1) } } == passes)
    for (before, after) in zip(own, own.dropFirst()) { #expect(before.end <= after.start) }
    #expect(own.allSatisfy { $0.start >= .zero && $0.end <= timeline.duration })
    for span in timeline.spans where span.thread == 1 {
      let step = try #require(own.first { $0.step == span.step && $0.pass == span.pass })
      #expect(step.start <= span.start && span.end <= step.end)
      #expect(span.busy <= span.end - span.start && span.busy > .zero)
    }
    #expect(timeline.spans.contains { $0.thread == 1 })
  }

  @Test func `A single thread has all spans, and a run without a timeline leaves none`() throws {
    let (timeline, _) = try timeline(.inference, threads: 1)
    #expect(timeline.spans.allSatisfy { $0.thread == 0 })
  }

  @Test func `A trace adds up what a thread does between two readings`() throws {
    let pool = try WorkerPool(threads: 2)
    let clock = ContinuousClock()
    let begin = clock.now
    let trace = ThreadTrace(threads: 2) { begin.duration(to: clock.now) }
    pool.trace = trace
    for _ in 0..<3 { pool.run(64) { _, _ in } }
    let works = trace.take()
    let own = try #require(works[0])
    #expect(own.start < own.end && own.busy <= own.end - own.start)
    #expect(trace.take().allSatisfy { $0 == nil })
    pool.trace = nil
    pool.run(64) { _, _ in }
    #expect(trace.take().allSatisfy { $0 == nil })
  }
}
