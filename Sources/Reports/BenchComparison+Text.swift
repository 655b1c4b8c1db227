package import RLAQueries
import RLAText

extension BenchComparison {
  /// The ratio with what it means, and a warning where the runs differ.
  package var lines: [String] {
    let figures = [ratio, interval.lowerBound, interval.upperBound].map {
      Numbers.fixed($0, decimals: 3)
    }
    let verdict =
      interval.lowerBound > 1
      ? "slower" : interval.upperBound < 1 ? "faster" : "no clear difference"
    let sentence =
      "new / old median \(figures[0]), 95 % between \(figures[1]) and \(figures[2]): \(verdict)"
    if differences.isEmpty { return [sentence] }
    let changes = differences.map { "\($0.condition) \($0.old) -> \($0.new)" }
    return [sentence, "warning: not the same run: \(changes.joined(separator: ", "))"]
  }
}
