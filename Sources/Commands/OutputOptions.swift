import ArgumentParser
import RLAReports
import RLAText

/// How and where the answer is written.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .customLong("format"),
    help: "How the answer is written; by default as the ending of the file says, or a table.")
  var wantedFormat: ReportFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the answer to a file.", valueName: "file"), completion: .file())
  var output: String?

  var format: ReportFormat { wantedFormat ?? fileFormat ?? .table }

  /// What the ending of the file says.
  private var fileFormat: ReportFormat? { output.flatMap(ReportFormat.init(ofFile:)) }

  func validate() throws {
    guard let output, let wantedFormat, let fileFormat, wantedFormat != fileFormat else { return }
    throw ValidationError(Wording.formatOfFile(output, wantedFormat.rawValue, fileFormat.rawValue))
  }

  var isStyled: Bool { format == .table && Output.isStyled(output) }

  /// Writes what `body` answers; a failure becomes one sentence on the standard error.
  func write(_ body: () throws(CommandFailure) -> String) throws {
    do throws(CommandFailure) {
      try Output.write(try body(), to: output)
    } catch {
      throw error.reported()
    }
  }
}

extension CommandFailure {
  /// Says what went wrong on the standard error; the exit code is what remains to be thrown.
  func reported() -> ExitCode {
    if case .readerLeft = self { return ExitCode(exitCode) }
    Output.remark(Wording.sentence(self))
    return ExitCode(exitCode)
  }
}
