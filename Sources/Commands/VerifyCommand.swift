import ArgumentParser
import RLAArchitectures
import RLAExecution
import RLAFormats
import RLANetworks
import RLAReports

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "verify",
    abstract: "Check that this machine computes what PyTorch computes in double precision.",
    discussion: """
      Runs reference cases (Fixtures/Numerics/*.json) forward and backward and prints the \
      relative errors beside those of PyTorch's own float32 run. A case NAME.numerics.json is for \
      the model NAME.onnx beside it (Fixtures/ONNX). A folder with a model.onnx and inputs and \
      outputs in test_data_set_0, as ONNX's own tests are, is run on them. Where only gradients are off, as \
      a ReLU near zero can cause, a case is repeated with other ways of rounding. The exit code is \
      1 if a case stays out of tolerance.
      """)

  @Argument(help: "Reference cases, or folders.", completion: .file(extensions: ["json"]))
  var files: [String]

  @OptionGroup var weights: WeightsOption
  @OptionGroup(title: "Execution") var execution: ExecutionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    var failing: [String] = []
    try output.write { () throws(CommandFailure) in
      _ = try execution.machine()
      let progress = Progress()
      defer { progress.end() }
      var cases: [VerifyReport.Case] = []
      for (index, file) in files.enumerated() {
        let name = ProgressText.referenceCase(InputFile.stem(of: file), index + 1, of: files.count)
        let count = Double(files.count)
        progress.show(name, nil, done: Double(index) / count, current: 1 / count)
        let results = try run(file)
        if results.contains(where: { !$0.run.isWithinTolerance }) { failing.append(file) }
        cases += results
      }
      return VerifyReport(cases).text(output.format, on: output.page)
    }
    if failing.isEmpty { return }
    Output.remark(Wording.outOfTolerance(failing, of: files.count))
    throw ExitCode(1)
  }

  private func run(_ file: String) throws(CommandFailure) -> [VerifyReport.Case] {
    if FolderVerification.isFolder(file) { return try FolderVerification(file, execution).run() }
    let text = try InputFile.text(file)
    if JSONDocument.hasMember(ModelCase.mark, in: text) {
      if weights.path != nil { throw .weightsOfModel(file) }
      return [try ModelVerification(file, text).run(execution)]
    }
    return [try run(file, text)]
  }

  private func run(_ file: String, _ text: String) throws(CommandFailure) -> VerifyReport.Case {
    let reference = try read(file, text)
    guard let entry = Catalog.entry(named: reference.model) else {
      throw .unknownArchitecture(
        reference.model, suggestions: Catalog.suggestions(for: reference.model))
    }
    let network = entry.definition.network
    if let member = reference.misfit(to: network, classes: entry.definition.classes) {
      throw .notAReferenceCase(file, .misfit(member, network.name))
    }
    let weights = try weights.path.map { path throws(CommandFailure) in
      try NetworkWeights(path, for: network)
    }
    do throws(PlanFailure) {
      let run =
        if let weights {
          try ReferenceRun.checking(
            reference, network, weights: weights.file.tensors, algorithm: execution.algorithm,
            threads: execution.threadCount)
        } else {
          try ReferenceRun.checking(
            reference, network, algorithm: execution.algorithm, threads: execution.threadCount)
        }
      return VerifyReport.Case(reference, run)
    } catch {
      throw .plan(network.name, error)
    }
  }

  private func read(
    _ file: String, _ text: String
  ) throws(CommandFailure) -> ReferenceCase {
    let reference: ReferenceCase
    do {
      reference = try JSONDocument.decode(ReferenceCase.self, from: text)
    } catch {
      throw .notAReferenceCase(file, .document(error))
    }
    if let member = reference.flaw { throw .notAReferenceCase(file, .flaw(member)) }
    return reference
  }
}
