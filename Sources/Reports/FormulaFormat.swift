import RLAText

/// How formulas are written.
package enum FormulaFormat: String, CaseIterable, Sendable {
  case text
  case latex
  case json
  case python
  case swift

  /// The endings of the files of each format.
  package static let endings: [String: FormulaFormat] = [
    "txt": .text, "tex": .latex, "json": .json, "py": .python, "swift": .swift,
  ]

  /// The format that the ending of a file names, whatever its case; nil where it names none.
  package init?(ofFile path: String) {
    guard let format = path.fileEnding.flatMap({ Self.endings[$0] }) else { return nil }
    self = format
  }
}
