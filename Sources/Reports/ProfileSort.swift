package import RLAAnalysis

/// What the rows of a profile are ordered by.
package struct ProfileSort: Sendable {
  package enum Key: Sendable {
    case column(ProfileColumn)
    case measure(Convention.Measure)
  }

  package let key: Key
  /// Whether the smallest value comes first.
  package let isAscending: Bool

  package init(_ key: Key, isAscending: Bool = false) {
    self.key = key
    self.isAscending = isAscending
  }

  /// Reads the name of a column or of a number of a convention, with `:asc` for the smallest first.
  package init?(named text: String) {
    let lowercased = text.lowercased()
    isAscending = lowercased.hasSuffix(":asc")
    let name = isAscending ? String(lowercased.dropLast(4)) : lowercased
    let column = ProfileColumn.allCases.first { $0.rawValue == name || $0.number?.key == name }
    if let column {
      key = .column(column)
      return
    }
    let measures = Convention.all.flatMap(\.measures)
    guard let measure = measures.first(where: { $0.key.lowercased() == name }) else { return nil }
    key = .measure(measure)
  }

  /// The names that a sort takes.
  package static var names: [String] {
    ProfileColumn.allCases.map(\.rawValue) + Convention.all.flatMap(\.measures).map(\.key)
  }
}
