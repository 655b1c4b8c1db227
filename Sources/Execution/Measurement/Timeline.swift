import RLAKernels

/// When the threads worked on the steps of one run.
public struct Timeline: Sendable {
  /// The part of a run that a span belongs to.
  public enum Pass: String, Hashable, Sendable {
    case forward
    case loss
    case backward
    case optimizer
  }

  /// The work of one thread for one step.
  public struct Span: Hashable, Sendable {
    /// The step of the plan; nil for loss and optimizer.
    public let step: Int?
    public let pass: Pass
    /// 0 is the thread that starts every loop; its span is the step.
    public let thread: Int
    /// Since the begin of the run.
    public let start: Duration
    public let end: Duration
    /// The time in loops; less than the span where the thread waited.
    public let busy: Duration
    /// Each of these loops since the begin of the run; of thread 0 those that it shared with others.
    public let loops: [Range<Duration>]

    package init(
      step: Int?, pass: Pass, thread: Int, start: Duration, end: Duration, busy: Duration,
      loops: [Range<Duration>]
    ) {
      self.step = step
      self.pass = pass
      self.thread = thread
      self.start = start
      self.end = end
      self.busy = busy
      self.loops = loops
    }
  }

  public let threads: Int
  public let duration: Duration
  /// In the order of their ends.
  public let spans: [Span]

  package init(threads: Int, duration: Duration, spans: [Span]) {
    self.threads = threads
    self.duration = duration
    self.spans = spans
  }
}

/// Writes down a run as it happens.
final class TimelineRecorder: StepObserver {
  private let stopwatch: Stopwatch
  private let trace: ThreadTrace
  private let begin: Duration
  private var start: Duration
  private(set) var spans: [Timeline.Span] = []

  init(_ stopwatch: Stopwatch, threads: Int) {
    self.stopwatch = stopwatch
    trace = ThreadTrace(threads: threads) { stopwatch.elapsed }
    begin = stopwatch.elapsed
    start = begin
  }

  /// Where the threads write while the run lasts.
  var threadTrace: ThreadTrace { trace }

  var duration: Duration { stopwatch.elapsed - begin }

  func willRun() {
    _ = trace.take()
    start = stopwatch.elapsed
  }

  func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) {
    add(step, pass == .forward ? .forward : .backward)
  }

  /// Writes down work that is no step.
  func note(_ pass: Timeline.Pass, _ work: () -> Void) {
    willRun()
    work()
    add(nil, pass)
  }

  private func add(_ step: Int?, _ pass: Timeline.Pass) {
    let end = stopwatch.elapsed
    for (thread, work) in trace.take().enumerated() {
      if thread == 0 {
        add(step, pass, 0, start, end, busy: end - start, work?.loops ?? [])
      } else if let work {
        add(step, pass, thread, work.start, work.end, busy: work.busy, work.loops)
      }
    }
  }

  private func add(
    _ step: Int?, _ pass: Timeline.Pass, _ thread: Int, _ start: Duration, _ end: Duration,
    busy: Duration, _ loops: [Range<Duration>]
  ) {
    spans.append(
      Timeline.Span(
        step: step, pass: pass, thread: thread, start: start - begin, end: end - begin,
        busy: busy, loops: loops.map { $0.lowerBound - begin..<$0.upperBound - begin }))
  }
}

extension Benchmark {
  /// One further run, written down step by step; call it after `run`.
  ///
  /// Reading the clock in every loop takes some of the time, so that this run is a little longer than
  /// the timed ones.
  public func timeline() -> Timeline {
    let pool = session.memory.pool
    let recorder = TimelineRecorder(stopwatch, threads: pool.threads)
    pool.trace = recorder.threadTrace
    session.observer = recorder
    defer {
      pool.trace = nil
      session.observer = nil
    }
    session.forward()
    if mode != .inference {
      recorder.note(.loss) { _ = session.loss(labels: labels) }
      session.backward()
    }
    if mode == .training { recorder.note(.optimizer) { optimizerStep() } }
    return Timeline(
      threads: pool.threads, duration: recorder.duration, spans: recorder.spans)
  }
}
