package import RLAQueries
import RLAText

extension BenchComparison {
  /// The ratio with what it means, and what limits that.
  package var lines: [String] {
    let figures = [ratio, interval.lowerBound, interval.upperBound].map {
      Numbers.fixed($0, decimals: 3)
    }
    let sentence =
      "new / old median \(figures[0]), 95 % between \(figures[1]) and \(figures[2]): "
      + verdict.text
    let disturbance =
      disturbed.isEmpty
      ? nil
      : "warning: disturbed by the load of the machine: "
        + "\(disturbed.map(\.rawValue).joined(separator: " and "))"
    return [sentence, conditions.differencesText.map { "warning: not the same run: \($0)" }]
      .compactMap(\.self) + [unknownLine, disturbance].compactMap(\.self)
  }

  private var unknownLine: String? {
    if conditions.unknown.isEmpty { return nil }
    return "note: not recorded in both reports: \(conditions.unknown.joined(separator: ", "))"
  }
}

extension BenchComparison.Verdict {
  fileprivate var text: String {
    switch self {
    case .slower: "slower"
    case .faster: "faster"
    case .noClearDifference: "no clear difference"
    case .none: "no verdict, since the runs are unlike"
    }
  }
}

extension BenchConditions {
  /// `batch 1 -> 2, plan fused -> eager`; nil where nothing differs.
  package var differencesText: String? {
    if differences.isEmpty { return nil }
    return differences.map { "\($0.condition) \($0.old) -> \($0.new)" }.joined(separator: ", ")
  }
}
