package import RLAExecution
import RLANetworks
import RLAText

/// One run as a file in the Trace Event Format, which Perfetto, speedscope and chrome://tracing open.
///
/// Each thread is a row: thread 0 has passes, modules and steps, nested, with the loops that it shared
/// with the others inside; each worker has the loops that it worked on, and what it waited between
/// them as `idle`. Times are microseconds since the begin of the run, to the nanosecond.
package struct BenchTrace: Sendable {
  private let result: Benchmark.Result
  private let timeline: Timeline
  private let cost: BenchCost
  private let steps: [Int: Benchmark.StepTimes]

  /// - Parameters:
  ///   - result: The measurement, with the median times of all steps.
  ///   - timeline: One further run, step by step.
  ///   - cost: What the network costs by counting.
  package init(_ result: Benchmark.Result, _ timeline: Timeline, _ cost: BenchCost) {
    self.result = result
    self.timeline = timeline
    self.cost = cost
    steps = Dictionary(uniqueKeysWithValues: result.steps.map { ($0.step.index, $0) })
  }

  package var text: String {
    let events = names + callerEvents + (1..<max(1, timeline.threads)).flatMap(workerEvents)
    let document: JSONValue = [
      "displayTimeUnit": "ms", "otherData": facts, "traceEvents": .array(events),
    ]
    return document.text
  }

  /// What was run, and what is to be known of the times.
  private var facts: JSONValue {
    let options = result.plan.options
    return [
      "model": .string(result.plan.network.name), "input": .string(result.plan.inputText),
      "mode": .string(result.mode.rawValue), "plan": .string(options.fusion.rawValue),
      "threads": .integer(timeline.threads), "dtype": "float32",
      "median_ms": .milliseconds(result.whole.median),
      "traced_ms": .milliseconds(timeline.duration),
      "note": .string(
        "One further run after the timed ones. Every loop of it reads the clock, which takes time "
          + "of its own. median_us is the median of the timed runs; macs, operations and bytes are "
          + "by definition; a backward pass makes two gradients, each as costly as the forward "
          + "pass."),
    ]
  }

  // MARK: - Threads

  private var names: [JSONValue] {
    let process = Self.name("process_name", thread: 0, "bench \(result.plan.network.name)")
    return [process]
      + (0..<timeline.threads).flatMap { thread in
        [
          Self.name("thread_name", thread: thread, threadName(thread)),
          [
            "name": "thread_sort_index", "ph": "M", "pid": 1, "tid": .integer(thread),
            "args": ["sort_index": .integer(thread)],
          ],
        ]
      }
  }

  private static func name(_ kind: String, thread: Int, _ name: String) -> JSONValue {
    [
      "name": .string(kind), "ph": "M", "pid": 1, "tid": .integer(thread),
      "args": ["name": .string(name.printable)],
    ]
  }

  private func threadName(_ thread: Int) -> String {
    if thread == 0 { return "steps (thread 0)" }
    let busy = timeline.spans.filter { $0.thread == thread }.reduce(Duration.zero) { $0 + $1.busy }
    let share = timeline.duration > .zero ? busy / timeline.duration : 0
    return "worker \(thread), busy \(Numbers.percent(share))"
  }

  // MARK: - Events

  private static func event(
    _ name: String, _ category: String, thread: Int, _ time: Range<Duration>,
    _ arguments: [JSONValue.Member] = []
  ) -> JSONValue {
    let members: [JSONValue.Member] = [
      .init("name", .string(name.printable)), .init("cat", .string(category)), .init("ph", "X"),
      .init("ts", microseconds(time.lowerBound)),
      .init("dur", microseconds(time.upperBound - time.lowerBound)), .init("pid", 1),
      .init("tid", .integer(thread)),
    ]
    return .object(members + (arguments.isEmpty ? [] : [.init("args", .object(arguments))]))
  }

  private static func microseconds(_ time: Duration) -> JSONValue {
    .number(Double(time.nanoseconds) / 1000)
  }

  private var callerEvents: [JSONValue] {
    let own = timeline.spans.filter { $0.thread == 0 }
    return own.chunked { $0.pass == $1.pass }.flatMap { spans -> [JSONValue] in
      let pass = spans[0].pass
      let time = spans[0].start..<spans[spans.count - 1].end
      guard spans[0].step != nil else {
        return [Self.event(pass.rawValue, "pass", thread: 0, time, passArguments(pass))]
      }
      return [Self.event(pass.rawValue, "pass", thread: 0, time)] + modules(spans[...], depth: 0)
    }
  }

  private func passArguments(_ pass: Timeline.Pass) -> [JSONValue.Member] {
    pass == .optimizer ? [.init("parameters", .integer(cost.parameters))] : []
  }

  /// Steps in a row below the module that they share, if they share one.
  private func modules(_ spans: ArraySlice<Timeline.Span>, depth: Int) -> [JSONValue] {
    spans.chunked { module(of: $0, depth) == module(of: $1, depth) }.flatMap {
      spans -> [JSONValue] in
      guard let first = spans.first, let last = spans.last,
        let module = module(of: first, depth)
      else { return spans.flatMap(events) }
      return [Self.event(module, "module", thread: 0, first.start..<last.end)]
        + modules(spans[...], depth: depth + 1)
    }
  }

  /// Modules within modules at most.
  private static let levels = 12

  /// The module around a step with as many names above it as `depth`; nil at the step itself.
  private func module(of span: Timeline.Span, _ depth: Int) -> String? {
    guard let index = span.step, let step = steps[index] else { return nil }
    let network = result.plan.network
    let names = network.frames(of: network.nodes[step.step.nodes[0]])
    return depth < min(names.count - 1, Self.levels) ? names[...depth].joined(separator: ".") : nil
  }

  private func events(of span: Timeline.Span) -> [JSONValue] {
    let name = name(of: span)
    let step = Self.event(
      name, span.pass.rawValue, thread: 0, span.start..<span.end, arguments(of: span))
    return [step] + span.loops.map { Self.event("loop", "loop", thread: 0, $0) }
  }

  private func name(of span: Timeline.Span) -> String {
    span.step.flatMap { steps[$0]?.step.path } ?? span.pass.rawValue
  }

  private func arguments(of span: Timeline.Span) -> [JSONValue.Member] {
    guard let index = span.step, let step = steps[index],
      let pass = StepPass(step, span.pass)
    else { return [] }
    let median = span.pass == .forward ? step.forward : step.backward
    let network = result.plan.network
    return [
      .init("algorithm", .string(pass.algorithm)), .init("macs", .integer(Int(pass.macs))),
      .init("operations", .number(pass.operations)), .init("bytes", .number(pass.bytes)),
      .init("median_us", median.map { Self.microseconds($0.median) } ?? .null),
      .init(
        "nodes",
        .array(step.step.nodes.map { .string(network.path(of: network.nodes[$0]).printable) })),
    ]
  }

  /// Loops of a worker, and what it waited before, between and after them.
  private func workerEvents(_ thread: Int) -> [JSONValue] {
    var events: [JSONValue] = []
    var end = Duration.zero
    func wait(until start: Duration) {
      if start > end { events.append(Self.event("idle", "idle", thread: thread, end..<start)) }
    }
    for span in timeline.spans where span.thread == thread {
      for loop in span.loops {
        wait(until: loop.lowerBound)
        events.append(Self.event(name(of: span), span.pass.rawValue, thread: thread, loop))
        end = loop.upperBound
      }
    }
    wait(until: timeline.duration)
    return events
  }
}

extension Duration {
  /// Whole nanoseconds.
  var nanoseconds: Int {
    Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000)
  }
}

extension RandomAccessCollection {
  /// Runs of elements of which each belongs with the one before.
  fileprivate func chunked(_ belong: (Element, Element) -> Bool) -> [[Element]] {
    reduce(into: []) { chunks, element in
      if let last = chunks.last?.last, belong(last, element) {
        chunks[chunks.count - 1].append(element)
      } else {
        chunks.append([element])
      }
    }
  }
}
