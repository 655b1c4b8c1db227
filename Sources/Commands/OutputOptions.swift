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
  var page: Page { format == .table ? .read(at: output) : .plain }

  /// Writes what `body` answers, to a file that may end as `endings` say; a failure becomes one
  /// sentence on the standard error.
  func write(
    endings: @autoclosure () -> [String] = Array(ReportFormat.endings.keys),
    _ body: () throws(CommandFailure) -> String
  ) throws {
    try Output.answer(to: output, endings: endings(), body)
  }
}

extension Page {
  /// The page of what is written to a path: only a terminal has a width.
  static func read(at path: String?) -> Page {
    guard path ?? Output.standard == Output.standard else { return .plain }
    return Page(isStyled: Output.isStyled(path), width: Terminal.width)
  }
}

extension Output {
  /// Writes what `body` answers, to a file that may end as `endings` say; a failure becomes one
  /// sentence on the standard error.
  static func answer(
    to path: String?, endings: @autoclosure () -> [String],
    _ body: () throws(CommandFailure) -> String
  ) throws {
    do throws(CommandFailure) {
      try FileEnding.require(path, oneOf: endings())
      try write(try body(), to: path)
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
    for sentence in Wording.sentences(self) { Output.remark(sentence.printable) }
    return ExitCode(exitCode)
  }
}
