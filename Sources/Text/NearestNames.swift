/// The candidates nearest to a misspelled name by edit distance, best first, else in their order.
///
/// - Parameters:
///   - name: What the user wrote.
///   - candidates: The names that exist.
///   - count: How many to return at most.
///   - key: The form in which names are compared.
/// - Returns: At most `count` of the candidates.
package func nearestNames(
  to name: String, in candidates: some Sequence<String>, count: Int,
  comparing key: (String) -> String = { $0.lowercased() }
) -> [String] {
  let wanted = key(name)
  return candidates.enumerated().map { (key($1).editDistance(to: wanted), $0, $1) }
    .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    .prefix(count).map(\.2)
}

/// The candidates that `name` is probably a misspelling of, the nearest first; none where none is
/// near.
package func likelyNames(
  for name: String, in candidates: some Sequence<String>, count: Int,
  comparing key: (String) -> String = { $0.lowercased() }
) -> [String] {
  let wanted = key(name)
  return nearestNames(to: name, in: candidates, count: count, comparing: key)
    .filter { key($0).isLikely(misspelling: wanted) }
}

/// The candidate that `name` is probably a misspelling of; nil where none is near.
package func likelyName(for name: String, in candidates: some Sequence<String>) -> String? {
  likelyNames(for: name, in: candidates, count: 1).first
}

extension String {
  /// Whether another text is near enough to be this one, misspelled or not written to its end.
  package func isLikely(misspelling text: String) -> Bool {
    beginsAlike(text) || editDistance(to: text) <= 1 + min(count, text.count) / 3
  }

  /// Whether the first two thirds of another text, and no less than three letters, begin this one.
  private func beginsAlike(_ text: String) -> Bool {
    let shared = zip(self, text).prefix { $0 == $1 }.count
    return shared >= 3 && 3 * shared >= 2 * text.count
  }

  /// The least number of insertions, deletions and replacements of Unicode scalars that turn one
  /// text into the other (Levenshtein 1966).
  package func editDistance(to other: String) -> Int {
    let columns = Array(other.unicodeScalars)
    var previous = Array(0...columns.count)
    var current = previous
    for (row, character) in unicodeScalars.enumerated() {
      current[0] = row + 1
      for (column, candidate) in columns.enumerated() {
        let replaced = previous[column] + (character == candidate ? 0 : 1)
        current[column + 1] = Swift.min(replaced, previous[column + 1] + 1, current[column] + 1)
      }
      swap(&previous, &current)
    }
    return previous[columns.count]
  }
}
