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

  static let algorithmsWithoutLayer =
    "--algorithms compares the algorithms of one layer; name it with --layer."

  static func algorithmsWith(_ option: String) -> String {
    "--algorithms runs every algorithm of a layer for a report, so \(option) has no effect; leave one "
      + "out."
  }

  static func algorithmsOfModule(_ path: String) -> String {
    "--algorithms needs a layer that runs alone, and \(path) is a module or has several inputs; "
      + "expected a layer such as a convolution."
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
}
