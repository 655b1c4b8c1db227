import ArgumentParser
import RLAArchitectures
import RLAExecution
import RLAFormats
import RLANetworks
import RLAReports

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that this machine computes what PyTorch computes in double precision.",
    discussion: """
      Runs reference cases (Fixtures/Numerics/*.json) forward and backward and prints the \
      relative errors beside those of PyTorch's own float32 run. Where only gradients are off, as \
      a ReLU near zero can cause, a case is repeated with other ways of rounding. The exit code is \
      1 if a case stays out of tolerance.
      """)

  @Argument(help: "Reference cases.", completion: .file(extensions: ["json"]))
  var files: [String]

  @OptionGroup(title: "Execution") var execution: ExecutionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    var areAllRight = true
    try output.write { () throws(CommandFailure) in
      _ = try execution.machine()
      let progress = Progress()
      defer { progress.end() }
      var cases: [VerifyReport.Case] = []
      for (index, file) in files.enumerated() {
        let name = ProgressText.referenceCase(InputFile.stem(of: file), index + 1, of: files.count)
        let count = Double(files.count)
        progress.show(name, nil, done: Double(index) / count, current: 1 / count)
        let result = try run(file)
        areAllRight = areAllRight && result.run.isWithinTolerance
        cases.append(VerifyReport.Case(result.reference, result.run))
      }
      return VerifyReport(cases).text(output.format, on: output.page)
    }
    if !areAllRight { throw ExitCode(1) }
  }

  private func run(
    _ file: String
  ) throws(CommandFailure) -> (reference: ReferenceCase, run: ReferenceRun) {
    let text = try InputFile.text(file)
    guard let reference = try? JSONDocument.decode(ReferenceCase.self, from: text),
      reference.isWellFormed
    else { throw .notAReferenceCase(file) }
    guard let entry = Catalog.entry(named: reference.model) else {
      throw .unknownArchitecture(
        reference.model, suggestions: Catalog.suggestions(for: reference.model))
    }
    let network = entry.definition.network
    guard reference.fits(network, classes: entry.definition.classes) else {
      throw .notAReferenceCase(file)
    }
    do {
      return (
        reference,
        try ReferenceRun.checking(
          reference, network, algorithm: execution.algorithm, threads: execution.threadCount)
      )
    } catch {
      throw .plan(network.name, error)
    }
  }
}
