import RLAQueries
import RLAText

extension PublishedFigure {
  /// A number with as many decimals as the published one, and one more.
  func printing(_ value: Int, _ prefix: UnitPrefix) -> String {
    Numbers.fixed(
      value, power: amount.prefix?.power ?? 0, prefix, decimals: amount.decimals + 1)
  }

  /// By reading, between which numbers those lie that print the figure; none for a figure in full.
  ///
  /// - Parameter text: The figure as the user wrote it.
  /// - Returns: One sentence for each reading.
  func ranges(_ text: String) -> [String] {
    if amount.prefix == nil { return [] }
    return readings.map { reading in
      let range = interval(reading)
      let ends = [max(0, range.lowerBound), range.upperBound].map { end in
        Int(exactly: end.rounded()).map(Numbers.grouped) ?? "\(end)"
      }
      return "\(text)\(reading.addition): between \(ends[0]) and \(ends[1])."
    }
  }
}

extension UnitPrefix {
  /// Which powers a prefix stands for, after a comma; nothing without a prefix.
  var addition: String {
    switch self {
    case .si: ", powers of 1000"
    case .binary: ", powers of 1024"
    case .none: ""
    }
  }
}
