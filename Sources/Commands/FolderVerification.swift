import RLAArchitectures
import RLAExecution
import RLAFormats
import RLANetworks
import RLAONNX
import RLAReports
import RLAText
import SystemPackage

/// A test as ONNX has them: a folder with a model, and in it folders with inputs and outputs.
struct FolderVerification {
  private let folder: FilePath
  private let execution: ExecutionOptions

  init(_ folder: String, _ execution: ExecutionOptions) {
    self.folder = FilePath(folder)
    self.execution = execution
  }

  static func isFolder(_ path: String) -> Bool { InputFile.isFolder(FilePath(path)) }

  /// The runs on all of its inputs.
  ///
  /// - Throws: `CommandFailure` where the folder is no such test, or the model does not run.
  func run() throws(CommandFailure) -> [VerifyReport.Case] {
    let names = try ModelFile.valueNames(modelPath)
    var cases: [VerifyReport.Case] = []
    while true {
      let part = "test_data_set_\(cases.count)"
      guard InputFile.isFolder(folder.appending(part)) else { break }
      let title = (folder.lastComponent?.string ?? "").printable
      let run = try run(
        tensors("\(part)/input_", names.inputs), tensors("\(part)/output_", names.outputs))
      cases.append(
        VerifyReport.Case(named: cases.isEmpty ? title : "\(title) \(cases.count)", run))
    }
    if cases.isEmpty { throw .notATest(folder.string) }
    return cases
  }

  private var modelPath: String { folder.appending("model.onnx").string }

  private typealias Files = [String: (file: ONNXTensorFile, location: String)]

  /// The tensors in numbered files, by the names of values; a value without a file has none.
  private func tensors(_ prefix: String, _ names: [String]) throws(CommandFailure) -> Files {
    var files: Files = [:]
    for (number, name) in names.enumerated() {
      let location = "\(prefix)\(number).pb"
      let path = folder.pushing(FilePath(location))
      guard InputFile.exists(path) else { continue }
      files[name] = (try ModelFile.tensor(path.string), location)
    }
    return files
  }

  /// Runs the model with the fewest inputs stored in it with which it can be planned.
  ///
  /// Sizes and weights are inputs in these tests, and some operators need them before anything
  /// runs.
  private func run(_ inputs: Files, _ outputs: Files) throws(CommandFailure) -> ReferenceRun {
    // Without values to compare with, any run would pass.
    if outputs.isEmpty { throw .notATest(folder.string) }
    let expected = outputs.mapValues { ValueCase.Tensor($0.file) }
    var failure: CommandFailure?
    for stored in storable(inputs) {
      let given = inputs.filter { !stored.contains($0.key) }.mapValues { ValueCase.Tensor($0.file) }
      do throws(CommandFailure) {
        return try run(
          ValueCase(inputs: given, outputs: expected),
          storing: inputs.filter { stored.contains($0.key) })
      } catch {
        failure = error
      }
    }
    throw failure ?? .notATest(folder.string)
  }

  /// The sets of inputs that may be stored: none, whole numbers, all but the first of real numbers,
  /// and all.
  private func storable(_ inputs: Files) -> [Set<String>] {
    let names = inputs.keys.sorted { (inputs[$0]?.location ?? "") < (inputs[$1]?.location ?? "") }
    let whole = names.filter { inputs[$0]?.file.type.isFloating == false }
    let first = names.first { inputs[$0]?.file.type.isFloating == true } ?? names.first
    let sets = [[], whole, names.filter { $0 != first }, names].map { Set($0) }
    return sets.enumerated().filter { !sets[..<$0.offset].contains($0.element) }.map(\.element)
  }

  private func run(
    _ expected: ValueCase, storing files: Files
  ) throws(CommandFailure) -> ReferenceRun {
    let model = try ModelFile.read(
      modelPath, branches: [], shownName: folder.lastComponent?.string.printable, isToRun: true,
      search: NumberSearch(execution: execution) { $0.setInputs(of: expected) }, storing: files
    ) { declared throws(CommandFailure) in
      guard let facts = expected.facts(of: declared.network) else {
        throw .notATest(folder.string)
      }
      return facts
    }
    let weights = try ModelFile.weights(of: model)
    do {
      return try ReferenceRun.checking(
        expected, model.network, weights: weights, algorithm: execution.algorithm,
        threads: execution.threadCount)
    } catch {
      throw .plan(model.network.name, error)
    }
  }
}

extension ValueCase.Tensor {
  fileprivate init(_ file: ONNXTensorFile) {
    let elements: ValueCase.Elements =
      switch file.elements {
      case .whole(let numbers): .whole(numbers)
      case .real(let numbers): .real(numbers)
      }
    self.init(file.type, file.sizes, elements)
  }
}
