import Glibc
import RLAExecution

/// How far a command is, in one line of the standard error that is overwritten, and only where a
/// person sees it.
final class Progress {
  private let isShown: Bool
  private let clock = ContinuousClock()
  private let begin: ContinuousClock.Instant
  private var lastLine: ContinuousClock.Instant?

  /// More lines in a second than a person reads would only cost time.
  private static let interval = Duration.milliseconds(100)

  init(isShown: Bool = true) {
    self.isShown = isShown && isatty(STDERR_FILENO) == 1
    begin = clock.now
  }

  /// What is done at this moment.
  func show(_ text: String) {
    if isShown { write(text) }
  }

  /// A measurement of one network.
  func show(_ measurement: MeasurementProgress) {
    guard isDue else { return }
    write(Wording.progress(measurement, left: measurement.remaining))
  }

  /// One of several parts of a long work.
  ///
  /// - Parameters:
  ///   - part: What is done: `point 3 of 12`.
  ///   - measurement: How far it is.
  ///   - done: The share of the whole work that is finished, from 0 to 1; it tells the time left.
  ///   - current: The share of the work of this part.
  func show(
    _ part: String, _ measurement: MeasurementProgress?, done: Double, current: Double = 0
  ) {
    guard isDue else { return }
    let elapsed = begin.duration(to: clock.now)
    let rest = max(0, 1 - done - current)
    let left: Duration?
    if done > 0 {
      left = elapsed * (rest / done) + (measurement?.remaining ?? elapsed * (current / done))
    } else {
      left = measurement.map { $0.remaining * ((rest + current) / max(current, 1e-9)) }
    }
    let runs = measurement.map { ", \(Wording.runs($0))" } ?? ""
    write("\(part)\(runs)\(left.map { ", \(Wording.timeLeft($0))" } ?? "")")
  }

  func end() {
    if isShown { Output.note("\r\u{1B}[K") }
  }

  private var isDue: Bool {
    guard isShown else { return false }
    return lastLine.map { $0.duration(to: clock.now) >= Self.interval } ?? true
  }

  private func write(_ text: String) {
    lastLine = clock.now
    Output.note("\r\u{1B}[K\(text)")
  }
}
