import RLAExecution
import RLAReports
import RLAText

/// Sentences and lines of the commands that measure.
extension Wording {
  static let failAboveAlone = "--fail-above needs a report to compare with; add --compare."
  static let renamedMode =
    "--mode forward is now --mode forward-backward; the next version will refuse the old word."

  static func invalidRatio(_ ratio: Double) -> String {
    "--fail-above \(ratio) is not a ratio above 0; expected a number such as 1.10."
  }

  static func oneNetworkOnly(_ option: String) -> String {
    "\(option) is for one network; leave it out, or name a single network with -a."
  }

  static let quietFormat =
    "--quiet prints one number, which has no format; leave out --quiet or --format."

  static func layerComparison(_ path: String) -> String {
    "--compare is for whole networks, and --layer \(path) runs one layer alone; leave one out."
  }

  static func layerPlan(_ path: String) -> String {
    "--plan is for whole networks, and --layer \(path) runs one layer alone; leave one out."
  }

  static func unlikeRuns(_ path: String, _ differences: String) -> String {
    "--fail-above needs like runs, and this one is unlike '\(path)': \(differences)."
  }

  package static func tooSlow(_ ratio: Double, interval: ClosedRange<Double>, limit: Double)
    -> String
  {
    let numbers = [ratio, interval.lowerBound, interval.upperBound, limit].map {
      Numbers.fixed($0, decimals: 3)
    }
    return "The new median is \(numbers[0]) times the old one (95 % between \(numbers[1]) and "
      + "\(numbers[2])), and --fail-above allows \(numbers[3])."
  }

  package static func withinNoise(_ ratio: Double, limit: Double) -> String {
    "The new median is \(Numbers.fixed(ratio, decimals: 3)) times the old one, above the "
      + "\(Numbers.fixed(limit, decimals: 3)) of --fail-above, but not beyond the noise; more --runs "
      + "tell."
  }

  package static func disturbed(_ disturbance: String) -> String {
    "Do not trust this time: \(disturbance)"
  }

  static let interruptedEarly = "Interrupted before the first run was done; nothing was measured."

  // MARK: - Progress

  static let measuringMachine = "measuring the peak of this machine"

  static func planning(_ name: String) -> String { "planning \(name)" }

  static func point(_ number: Int, of count: Int) -> String { "point \(number) of \(count)" }

  static func network(_ name: String, _ number: Int, of count: Int) -> String {
    "\(name), network \(number) of \(count)"
  }

  static func referenceCase(_ name: String, _ number: Int, of count: Int) -> String {
    "\(name), case \(number) of \(count)"
  }

  static func progress(_ measurement: MeasurementProgress, left: Duration) -> String {
    "\(runs(measurement)), \(timeLeft(left))"
  }

  /// `run 17 of 50`.
  static func runs(_ measurement: MeasurementProgress) -> String {
    let total = measurement.total.map { " of \($0)" } ?? ""
    let run = "run \(measurement.finished)\(total)"
    switch measurement.attempt {
    case 0: return "warming up, \(run)"
    case 1: return run
    default: return "disturbed, series \(measurement.attempt), \(run)"
    }
  }

  /// `12 s left`, `3 min left`.
  static func timeLeft(_ time: Duration) -> String {
    let seconds = time.seconds
    return seconds < 99.5
      ? "\(Numbers.fixed(seconds, decimals: 0)) s left"
      : "\(Numbers.fixed(seconds / 60, decimals: 0)) min left"
  }
}
