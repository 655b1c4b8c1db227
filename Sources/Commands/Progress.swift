import Glibc
import RLAExecution
import RLAReports
import SystemPackage

/// How far a command is, in one line of the standard error that is overwritten, and only where a
/// person sees it.
final class Progress {
  private let isShown: Bool
  /// What takes less time shows nothing.
  private let delay: Duration
  private let clock = ContinuousClock()
  private let begin: ContinuousClock.Instant
  private var lastLine: ContinuousClock.Instant?

  /// More lines in a second than a person reads would only cost time.
  private static let interval = Duration.milliseconds(100)

  init(isShown: Bool = true, after delay: Duration = .zero) {
    self.delay = delay
    self.isShown = isShown && isatty(StandardStreams.error.rawValue) == 1
    begin = clock.now
  }

  /// What is done at this moment.
  func show(_ text: String) {
    if isShown { write(text) }
  }

  /// What is done, at most as often as a person reads.
  func showIfDue(_ text: () -> String) {
    if isDue { write(text()) }
  }

  /// A measurement of one network.
  func show(_ measurement: MeasurementProgress) {
    if isDue { write(ProgressText.line(measurement)) }
  }

  /// One of several parts of a long work; see `ProgressText.line`.
  func show(
    _ part: String, _ measurement: MeasurementProgress?, done: Double, current: Double
  ) {
    guard isDue else { return }
    write(
      ProgressText.line(
        part, measurement, done: done, current: current, elapsed: begin.duration(to: clock.now)))
  }

  func end() {
    if isShown, delay == .zero || lastLine != nil { Output.note("\r\u{1B}[K") }
  }

  private var isDue: Bool {
    guard isShown, begin.duration(to: clock.now) >= delay else { return false }
    return lastLine.map { $0.duration(to: clock.now) >= Self.interval } ?? true
  }

  private func write(_ text: String) {
    lastLine = clock.now
    Output.note("\r\u{1B}[K\(text)")
  }
}
