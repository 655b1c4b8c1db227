/// How formulas are written.
package enum FormulaFormat: String, CaseIterable, Sendable {
  case text
  case latex
  case json
  case python
  case swift

  /// The endings of the files of each format.
  private static let endings: [String: FormulaFormat] = [
    "txt": .text, "tex": .latex, "json": .json, "py": .python, "swift": .swift,
  ]

  /// The format that the ending of a file names, whatever its case; nil where it names none.
  package init?(ofFile path: String) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let ending = parts.last,
      let format = Self.endings[ending.lowercased()]
    else { return nil }
    self = format
  }
}
