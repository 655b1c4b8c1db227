import ArgumentParser

/// Where an answer goes that has formats of its own.
struct OutputFile: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the answer to a file.", valueName: "file"), completion: .file())
  var output: String?

  /// Writes what `body` answers, to a file that may end as `endings` say; a failure becomes one
  /// sentence on the standard error.
  func write(
    endings: [String], _ body: () throws(CommandFailure) -> String
  ) throws {
    try Output.answer(to: output, endings: endings, body)
  }
}
