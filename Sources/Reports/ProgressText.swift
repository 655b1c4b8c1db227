package import RLAExecution
import RLAText

/// How far a command is, as a line that a person reads while it works.
package enum ProgressText {
  package static let measuringMachine = "measuring the peak of this machine"

  package static func planning(_ name: String) -> String { "planning \(name)" }

  /// `detector, finding sizes, run 12`; how many runs it takes is not known before.
  package static func numbers(_ name: String, run: Int) -> String {
    "\(name), finding sizes, run \(Numbers.grouped(run))"
  }

  /// `rla_resnet50, measuring algorithms, 12 of 40`.
  package static func tuning(_ name: String, _ progress: TuningProgress) -> String {
    "\(name), measuring algorithms, \(progress.done) of \(progress.count)"
  }

  package static func point(_ number: Int, of count: Int) -> String {
    "point \(number) of \(count)"
  }

  package static func network(_ name: String, _ number: Int, of count: Int) -> String {
    "\(name), network \(number) of \(count)"
  }

  package static func referenceCase(_ name: String, _ number: Int, of count: Int) -> String {
    "\(name), case \(number) of \(count)"
  }

  /// `rla_resnet50, 1 280 of 50 000 images, top-1 76.2 %, 12 s left`.
  package static func evaluating(
    _ name: String, done: Int, of count: Int, top1: Double?, elapsed: Duration
  ) -> String {
    let images = "\(Numbers.grouped(done)) of \(Numbers.grouped(count)) images"
    let share = top1.map { "top-1 \(Numbers.percent($0))" }
    let left = done == 0 ? nil : timeLeft(elapsed * (Double(count - done) / Double(done)))
    return [name, images, share, left].compactMap(\.self).joined(separator: ", ")
  }

  /// `run 17 of 50`, or what else a measurement does.
  package static func runs(_ measurement: MeasurementProgress) -> String {
    let total = measurement.total.map { " of \($0)" } ?? ""
    let run = "run \(measurement.finished)\(total)"
    switch measurement.attempt {
    case 0: return "warming up, \(run)"
    case 1: return run
    default: return "disturbed, series \(measurement.attempt), \(run)"
    }
  }

  /// `12 s left`, `3 min left`.
  package static func timeLeft(_ time: Duration) -> String {
    let seconds = time.seconds
    return seconds < 99.5
      ? "\(Numbers.fixed(seconds, decimals: 0)) s left"
      : "\(Numbers.fixed(seconds / 60, decimals: 0)) min left"
  }

  /// A measurement of one network: `run 17 of 50, 12 s left`.
  package static func line(_ measurement: MeasurementProgress) -> String {
    "\(runs(measurement)), \(timeLeft(measurement.remaining))"
  }

  /// One of several parts of a long work.
  ///
  /// - Parameters:
  ///   - part: What is done: `point 3 of 12`.
  ///   - measurement: How far it is; nil where it does not say.
  ///   - done: The share of the whole work that is finished, from 0 to 1; it tells the time left.
  ///   - current: The share of the work of this part.
  ///   - elapsed: The time since the work began.
  /// - Returns: `point 3 of 12, run 2 of 5, 40 s left`.
  package static func line(
    _ part: String, _ measurement: MeasurementProgress?, done: Double, current: Double,
    elapsed: Duration
  ) -> String {
    let rest = max(0, 1 - done - current)
    let left: Duration?
    if done > 0 {
      left = elapsed * (rest / done) + (measurement?.remaining ?? elapsed * (current / done))
    } else {
      left = measurement.map { $0.remaining * ((rest + current) / max(current, 1e-9)) }
    }
    let words = [part, measurement.map(runs), left.map(timeLeft)]
    return words.compactMap(\.self).joined(separator: ", ")
  }
}
