import ArgumentParser
import RLAReports
import RLAText

/// How and where the answer is written.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .customLong("format"),
    help: "How the answer is written; by default as the ending of the file says, or text.")
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

  /// The page that the answer is read on: only a terminal has a width.
  var page: Page {
    guard format == .table, output ?? Output.standard == Output.standard else { return .plain }
    return Page(isStyled: Output.isStyled(output), width: Terminal.width)
  }

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
  /// Says which networks were left out, and ends with the code of a refused input.
  static func end(_ refusing: [String], of count: Int) throws {
    if refusing.isEmpty { return }
    Output.remark(Wording.refusing(refusing, of: count))
    throw ExitCode(CommandFailure.refusedInputCode)
  }

  /// Says what went wrong on the standard error; the exit code is what remains to be thrown.
  func reported() -> ExitCode {
    if case .readerLeft = self { return ExitCode(exitCode) }
    let sentences = Wording.sentences(self).map(\.printable)
    Output.remark(sentences.joined(separator: "\n"))
    return ExitCode(exitCode)
  }
}
