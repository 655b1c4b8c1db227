import ArgumentParser

/// Where an answer goes that has formats of its own.
struct OutputFile: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the answer to a file.", valueName: "file"), completion: .file())
  var output: String?

  /// Writes what `body` answers; a failure becomes one sentence on the standard error.
  func write(_ body: () throws(CommandFailure) -> String) throws {
    do throws(CommandFailure) {
      try Output.write(try body(), to: output)
    } catch {
      throw error.reported()
    }
  }
}
