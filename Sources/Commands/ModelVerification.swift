import RLAArchitectures
import RLAExecution
import RLAFormats
import RLANetworks
import RLAONNX
import RLAReports
import SystemPackage

/// A reference case of a model, which lies beside it.
struct ModelVerification {
  private let file: String
  private let reference: ModelCase

  /// - Throws: `CommandFailure` where the text is not such a case.
  init(_ file: String, _ text: String) throws(CommandFailure) {
    self.file = file
    do {
      reference = try JSONDocument.decode(ModelCase.self, from: text)
    } catch {
      throw .notAReferenceCase(file, .document(error))
    }
    if let member = reference.flaw { throw .notAReferenceCase(file, .flaw(member)) }
  }

  /// The model of a case: `NAME.onnx` beside `NAME.numerics.json`.
  private var modelPath: String {
    let path = FilePath(file)
    var stem = path.stem ?? ""
    if stem.hasSuffix(".numerics") { stem.removeLast(".numerics".count) }
    return path.removingLastComponent().appending("\(stem).onnx").string
  }

  func run(_ execution: ExecutionOptions) throws(CommandFailure) -> VerifyReport.Case {
    let path = modelPath
    let search = NumberSearch(execution: execution) { $0.setInputs(of: reference) }
    let model = try ModelFile.read(
      path, branches: [], shownName: nil, isToRun: true, search: search
    ) { declared throws(CommandFailure) in
      guard let facts = reference.facts(of: declared.network) else {
        throw .notAReferenceCase(file, .misfit(ModelCase.inputsMember, declared.architecture.name))
      }
      return facts
    }
    let weights = try ModelFile.weights(of: model)
    let network = model.network
    if let member = reference.misfit(to: network, tensor: weights.fact(of:)) {
      throw .notAReferenceCase(file, .misfit(member, network.name))
    }
    do {
      let run = try ReferenceRun.checking(
        reference, network, weights: weights, algorithm: execution.algorithm,
        threads: execution.threadCount)
      return VerifyReport.Case(reference, name: network.name, run)
    } catch {
      throw .plan(network.name, error)
    }
  }
}
