import Foundation
import RLAAnalysis
import RLAArchitectures
import RLAExecution
import RLANetworks
import RLAReports
import RLASymbolic
import Testing

/// Traces read back by the rules of the Trace Event Format, and stacks by those of flame graphs.
@Suite struct TraceTests {
  private struct Measured {
    let result: Benchmark.Result
    let timeline: Timeline
    let cost: BenchCost
  }

  private func measured(_ mode: Benchmark.Mode, threads: Int = 2) throws -> Measured {
    let network = try #require(Catalog.entry(named: "mobilenet_v2")).architecture().network
    let options = PlanOptions(
      batch: 2, height: 32, width: 32, purpose: mode == .inference ? .inference : .training,
      threads: threads)
    let session = try Session(ExecutionPlan(network, options))
    let benchmark = try Benchmark(session, mode, isCold: false, clock: ContinuousClock())
    let result = benchmark.run(
      .init(warmup: 0, runs: 2, duration: nil), isInterrupted: { false }, progress: { _ in })
    let profile = Profile(try InferredShapes(network, input: [2, 3, 32, 32]))
    return Measured(
      result: try #require(result), timeline: benchmark.timeline(), cost: BenchCost(profile))
  }

  private struct Event {
    let name: String
    let category: String
    let thread: Int
    let start: Double
    let end: Double
    let arguments: [String: Any]
  }

  /// The complete events of a document, and the names of its threads.
  private func read(_ text: String) throws -> (events: [Event], threads: [Int: String]) {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(document["displayTimeUnit"] as? String == "ms")
    var (events, threads) = ([Event](), [Int: String]())
    for entry in try #require(document["traceEvents"] as? [[String: Any]]) {
      let name = try #require(entry["name"] as? String)
      let thread = try #require(entry["tid"] as? Int)
      _ = try #require(entry["pid"] as? Int)
      let arguments = entry["args"] as? [String: Any] ?? [:]
      switch entry["ph"] as? String {
      case "M":
        if name == "thread_name" { threads[thread] = try #require(arguments["name"] as? String) }
      case "X":
        let start = try #require(entry["ts"] as? Double)
        let duration = try #require(entry["dur"] as? Double)
        #expect(start >= 0 && duration >= 0)
        events.append(
          Event(
            name: name, category: try #require(entry["cat"] as? String), thread: thread,
            start: start, end: start + duration, arguments: arguments))
      case let other: Issue.record("The phase \(other ?? "none") is none that is written.")
      }
    }
    return (events, threads)
  }

  /// Less than a nanosecond, in microseconds.
  private let slack = 5e-4

  @Test(arguments: Benchmark.Mode.allCases)
  func `Every event is complete, nested in its thread and inside the run`(
    mode: Benchmark.Mode
  ) throws {
    let measured = try measured(mode)
    let (events, threads) = try read(
      BenchTrace(measured.result, measured.timeline, measured.cost).text)
    #expect(Set(events.map(\.thread)) == Set(threads.keys) && threads.count == 2)
    let duration = measured.timeline.duration / .microseconds(1)
    for thread in threads.keys {
      var open: [Event] = []
      let own = events.filter { $0.thread == thread }
        .enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
      for (_, event) in own {
        #expect(event.end <= duration + slack)
        while let last = open.last, last.end <= event.start + slack { open.removeLast() }
        if let last = open.last { #expect(event.end <= last.end + slack, "\(event.name)") }
        open.append(event)
      }
    }
    let passes = events.filter { $0.category == "pass" }.map(\.name)
    switch mode {
    case .inference: #expect(passes == ["forward"])
    case .forwardBackward: #expect(passes == ["forward", "loss", "backward"])
    case .training: #expect(passes == ["forward", "loss", "backward", "optimizer"])
    }
  }

  @Test func `Steps have their multiply-adds, bytes and algorithms`() throws {
    let measured = try measured(.training)
    let (events, _) = try read(
      BenchTrace(measured.result, measured.timeline, measured.cost).text)
    func sum(_ pass: String) -> Int {
      events.filter { $0.category == pass && $0.thread == 0 }
        .reduce(0) { $0 + ($1.arguments["macs"] as? Int ?? 0) }
    }
    #expect(sum("forward") == measured.cost.macs)
    #expect(sum("backward") == 2 * measured.cost.macs)
    for event in events where ["forward", "backward"].contains(event.category) {
      guard event.thread == 0 else { continue }
      #expect((event.arguments["bytes"] as? Double ?? 0) > 0, "\(event.name)")
      #expect((event.arguments["algorithm"] as? String)?.isEmpty == false)
      #expect((event.arguments["median_us"] as? Double ?? 0) > 0)
    }
    let optimizer = try #require(events.first { $0.name == "optimizer" })
    #expect(optimizer.arguments["parameters"] as? Int == measured.cost.parameters)
  }

  @Test func `A worker is busy or idle at every moment`() throws {
    let measured = try measured(.inference)
    let (events, threads) = try read(
      BenchTrace(measured.result, measured.timeline, measured.cost).text)
    let own = events.filter { $0.thread == 1 }.sorted { $0.start < $1.start }
    #expect(own.first?.start == 0)
    for (before, after) in zip(own, own.dropFirst()) {
      #expect(abs(before.end - after.start) < slack)
    }
    let busy = own.filter { $0.category != "idle" }.reduce(0) { $0 + $1.end - $1.start }
    let idle = own.filter { $0.category == "idle" }.reduce(0) { $0 + $1.end - $1.start }
    let duration = measured.timeline.duration / .microseconds(1)
    #expect(busy > 0 && idle > 0)
    #expect(abs(busy + idle - duration) < slack * Double(own.count))
    #expect(threads[1]?.hasPrefix("worker 1, busy ") == true)
  }

  @Test func `One thread has all steps and no worker`() throws {
    let measured = try measured(.inference, threads: 1)
    let (events, threads) = try read(
      BenchTrace(measured.result, measured.timeline, measured.cost).text)
    #expect(threads.count == 1 && events.allSatisfy { $0.thread == 0 })
    #expect(
      events.filter { $0.category == "forward" }.count == measured.result.steps.count)
  }

  // MARK: - Stacks

  /// The sum of the counts of a file, each line of which is read by the rules of the tools.
  private func sum(_ text: String) throws -> Int {
    try text.split(separator: "\n").reduce(0) { sum, line in
      let space = try #require(line.lastIndex(of: " "))
      let frames = line[..<space].split(separator: ";", omittingEmptySubsequences: false)
      #expect(!frames.contains { $0.isEmpty || $0.contains(" ") }, "\(line)")
      return sum + (try #require(Int(line[line.index(after: space)...])))
    }
  }

  @Test(arguments: [Benchmark.Mode.inference, .training])
  func `Stacks of a measurement add up to its totals`(mode: Benchmark.Mode) throws {
    let measured = try measured(mode)
    let result = measured.result
    let passes = mode == .inference ? 1 : 3
    #expect(try sum(FoldedStacks(result, by: .macs).text) == passes * measured.cost.macs)
    let bytes = result.steps.reduce(0) { $0 + $1.bytes }
    #expect(try Double(sum(FoldedStacks(result, by: .bytes).text)) == bytes)
    let operations = result.steps.reduce(0) { $0 + $1.operations }
    #expect(try Double(sum(FoldedStacks(result, by: .operations).text)) == operations)
    let times =
      result.steps.reduce(Duration.zero) { $0 + $1.median } + result.passes.loss
      + result.passes.optimizer
    let folded = Duration.nanoseconds(try sum(FoldedStacks(result, by: .time).text))
    // A median between two runs may end in half a nanosecond.
    let rounding = Duration.nanoseconds(2 * result.steps.count + 2)
    #expect(folded <= times && times - folded <= rounding)
  }

  @Test(arguments: ["rla_resnet50", "mobilenet_v2", "rlalstm_resnet50", "dsrla_mobilenetv2"])
  func `Stacks of a network add up to what its report says, by every measure`(
    name: String
  ) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let profile = Profile(try InferredShapes(network, input: [1, 3, 224, 224]))
    for name in CostMeasure.names {
      let measure = try #require(CostMeasure(named: name))
      let stacks = try #require(FoldedStacks(profile, by: measure))
      #expect(try sum(stacks.text) == stacks.total)
      guard let figure = Figure.named(name) else { continue }
      let exact = figure.form(profile)
      guard case .counted(let whole, _) = exact else {
        #expect(stacks.total == exact.value, "\(name)")
        continue
      }
      #expect(stacks.total == whole.value, "\(name)")
    }
  }

  @Test func `Frames have no separators in them`() throws {
    var stacks = FoldedStacks()
    stacks.add(["a net", "x;y", "new\nline"], 3)
    stacks.add(["a net", "x;y", "new\nline"], 4)
    stacks.add(["a net"], 0)
    #expect(stacks.text == "a_net;x,y;new\\u{A}line 7\n")
  }
}
