import ArgumentParser
import RLAReports
import RLAText

/// How and where the answer is written.
struct OutputOptions: ParsableArguments {
  @Option(help: "How the answer is written.")
  var format = ReportFormat.table

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the answer to a file.", valueName: "file"), completion: .file())
  var output: String?

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
    Output.remark(Wording.sentence(self))
    return ExitCode(exitCode)
  }
}
