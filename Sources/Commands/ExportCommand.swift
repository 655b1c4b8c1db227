import ArgumentParser
import Glibc
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAONNX
import RLASymbolic
import SystemPackage

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "export",
    abstract: "Write a network as an ONNX model.",
    discussion: """
      'rla-profile export -a resnet50_rla -o resnet50_rla.onnx' writes the network with weights by \
      formula; '--dynamic batch,height,width' leaves the sizes of the images open.
      """)

  @OptionGroup(title: "Network") var network: NetworkName
  @OptionGroup(title: "Network") var model: ModelOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The version of the operators of ONNX; by default 17, or the first that has a node for each operator.",
      valueName: "n"),
    transform: ExportCommand.opset)
  var opset: Int?

  @Option(
    help: ArgumentHelp(
      "Sizes of the images that stay open, of batch, height and width.", valueName: "axes"),
    transform: FreeAxes.init(parsing:))
  var dynamic: FreeAxes?

  @Option(
    help: ArgumentHelp(
      "Where the weights come from: 'formula'; 'none', a file that is not written; or a checkpoint or ONNX model whose names and shapes fit. By default those of the model, and formula for a named network.",
      valueName: "source"),
    completion: .file())
  var weights: ExportedWeights?

  @Flag(help: "Write the weights to a file of their own beside the model, with .data at its end.")
  var externalData = false

  @Flag(help: "Make each batch norm that alone reads a convolution a part of it.")
  var foldNorms = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the model to a file.", valueName: "file"), completion: .file())
  var output: String?

  func validate() throws {
    let isFile = output ?? Output.standard != Output.standard
    if externalData, weights == ExportedWeights.none {
      throw ValidationError(Wording.noWeightsToWrite)
    }
    if externalData || weights == ExportedWeights.none, !isFile {
      throw ValidationError(Wording.weightsBeside)
    }
    guard let dynamic else { return }
    if dynamic.isBatchFree, model.givenBatch != nil {
      throw ValidationError(Wording.openAndGiven(ModelOptions.batchName, "batch"))
    }
    guard dynamic.isHeightFree, dynamic.isWidthFree else { return }
    if let option = model.sizesOfImages.first(where: { $0 != ModelOptions.batchName }) {
      throw ValidationError(Wording.openAndGiven(option, "height and width"))
    }
  }

  func run() throws {
    do throws(CommandFailure) {
      try export()
    } catch {
      throw error.reported()
    }
  }

  private func export() throws(CommandFailure) {
    try FileEnding.require(output, oneOf: ["onnx"])
    if output ?? Output.standard == Output.standard, isatty(STDOUT_FILENO) == 1 {
      throw .modelOnTerminal
    }
    let named = try NamedArchitecture(network.requested(orSaying: .severalExports), self.model)
    let model = try exported(named)
    let elements = try ExportedWeights.elements(weights, for: named)
    do throws(CommandFailure) {
      try write(model, elements)
    } catch {
      throw elements.cause(of: error)
    }
    if weights == ExportedWeights.none, let output {
      Output.remark(Wording.withoutWeights(dataPath(of: output)))
    }
  }

  private func write(
    _ model: WrittenModel, _ elements: ExportedElements
  ) throws(CommandFailure) {
    // The model comes last, so that whoever sees it finds its weights.
    if externalData, let path = output {
      try Output.write(to: dataPath(of: path)) { file throws(Errno) in
        try model.writeExternalData(
          to: { bytes throws(Errno) in try file.put(bytes) }, elements: elements)
        try elements.requireAll()
      }
    }
    try Output.write(to: output) { file throws(Errno) in
      try model.write(
        to: { bytes throws(Errno) in try file.put(bytes) }, elements: elements)
      try elements.requireAll()
    }
  }

  private func exported(_ named: NamedArchitecture) throws(CommandFailure) -> WrittenModel {
    let network = named.network
    var inputs = try named.inputs(model)
    if let dynamic { inputs = try dynamic.leaving(inputs, of: named) }
    let shapes = try NamedArchitecture.shapes(of: network, inputs)
    if network.parameterCount.isOverflowed { throw .overflow(network.name) }
    var export = ONNXExport()
    export.opset = opset
    export.foldsNorms = foldNorms
    export.producer = "rla-profile \(RLAProfile.version)"
    export.documentation = Wording.exported(shapes)
    export.notes = notes(on: named, shapes)
    if externalData || weights == ExportedWeights.none, let output {
      export.dataFile = FilePath(dataPath(of: output)).lastComponent?.string
    }
    do throws(ONNXExportFailure) {
      return try export.model(of: network, facts: shapes.networkFacts)
    } catch {
      throw .export(error)
    }
  }

  private func dataPath(of path: String) -> String { "\(path).data" }

  /// What the file says of the network, for programs.
  private func notes(on named: NamedArchitecture, _ shapes: InferredShapes) -> [String: String] {
    let work = Profile(shapes).total.work
    var notes = [
      "architecture": named.architecture.name, "macs": "\(work[.multiplyAdds])",
      "macs_convention": "multiply-adds of convolutions, linear layers and matrix products",
      "parameters": "\(named.network.parameterCount)",
    ]
    if named.architecture.recurrence != nil {
      notes["wiring"] = named.architecture.wiring == .paper ? "paper" : "published"
    }
    return notes
  }

  /// Reads a version of the operators of ONNX.
  @Sendable private static func opset(_ text: String) throws -> Int {
    guard let number = Int(text), ONNXExport.opsets.contains(number) else {
      throw ValidationError(Wording.opset)
    }
    return number
  }
}
