import RLAText

/// Endings of files that name a format.
enum FileEnding {
  /// Those of the formats that some command or a program beside this one writes.
  private static let known: Set<String> = [
    "csv", "doc", "docx", "dot", "eps", "gif", "gv", "htm", "html", "jpeg", "jpg", "json",
    "markdown", "md", "ods", "odt", "pdf", "png", "ps", "py", "rst", "svg", "swift", "tex", "tsv",
    "txt", "webp", "xls", "xlsx", "xml", "yaml", "yml",
  ]

  /// Refuses a file that would not hold what its ending says.
  static func require(
    _ path: String?, oneOf endings: @autoclosure () -> [String]
  ) throws(CommandFailure) {
    guard let path, let ending = path.fileEnding else { return }
    guard known.contains(ending) else { return }
    let endings = endings()
    if !endings.contains(ending) {
      throw .foreignEnding(path, ending: ending, expected: endings.sorted())
    }
  }
}
