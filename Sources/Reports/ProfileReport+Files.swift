import RLAAnalysis
import RLAFormats
import RLANetworks
import RLAONNX
import RLAQueries
import RLASymbolic
import RLAText

/// Lines about networks that a file describes node by node.
extension ProfileReport {
  private var imported: ONNXNetwork? { model.imported }

  var isImported: Bool { imported != nil }

  /// Formulas in more open sizes than these are too long to read.
  private static let mostOpenSizes = 3

  /// What a number is at least, where too many sizes in it are open; nil for any other.
  func open(_ number: Dim, unit: String = "") -> String? {
    let count = number.symbols.count
    guard count > Self.mostOpenSizes, let least = number.lowerBound else { return nil }
    let scaled = Numbers.scaled(least, options.prefix)
    return "at least \(scaled)\(unit) (\(count) sizes in it are open)"
  }

  /// One line for each input, with its name where there are several or the file has named it.
  var inputLines: [String] {
    let (shapes, precision) = (model.profile.shapes, model.profile.precision)
    return zip(shapes.network.inputs, shapes.facts).enumerated().map { index, input in
      let name = imported == nil ? "" : "\(input.0.name) "
      let padding = index == 0 ? model.padding.map { ", \($0.text)" } ?? "" : ""
      return label("input")
        + "\(name)\(input.1.shape) \(precision.type(of: input.1).rawValue)\(padding)"
    }
  }

  /// What the file stores.
  var fileLines: [String] {
    guard let imported else { return [] }
    let (tensors, split) = (imported.tensors, ParameterSplit(imported))
    return [
      label("file") + imported.formatText,
      label("initializers") + "\(amount(Dim(tensors.floating))) real numbers: "
        + "\(Numbers.grouped(split.learned)) learned, "
        + "\(Numbers.grouped(split.statistics)) running statistics, "
        + "\(Numbers.grouped(split.constants)) constants of formulas",
    ] + traceLines(imported.traces)
  }

  /// What the exporter changed of the tensors.
  private func traceLines(_ traces: ExportTraces) -> [String] {
    var lines: [String] = []
    if traces.foldedNorms > 0 {
      lines.append(
        label("folded norms") + "\(Numbers.counted(traces.foldedNorms, "batch norm")) became the "
          + "bias of a convolution, \(Numbers.grouped(traces.foldedValues)) learned values fewer")
    }
    if traces.droppedBiases > 0 {
      lines.append(
        label("left out")
          + "\(Numbers.counted(traces.droppedBiases, "bias", plural: "es")) of zeros, "
          + "\(Numbers.grouped(traces.droppedValues)) learned values fewer")
    }
    if traces.mergedTensors > 0 {
      lines.append(
        label("merged tensors") + "\(Numbers.counted(traces.mergedTensors, "tensor")) became "
          + "another name of an equal one, \(Numbers.grouped(traces.mergedElements)) learned values "
          + "fewer")
    }
    if let parameters = traces.torchParameters, Dim(parameters) != total.parameters {
      let condition = traces.assumesNoBias ? ", if no layer before such a norm had a bias" : ""
      lines.append(
        label("in PyTorch") + "\(amount(Dim(parameters))) parameters before the export\(condition)")
    }
    return lines
  }

  /// Branches of which only running tells the one that runs.
  var branchLines: [String] {
    (notes?.branchTexts(amount) ?? []).map { label("branch") + $0 }
  }

  /// Sizes in the numbers that only running tells, with the operators that make them.
  var openSizeLines: [String] {
    let symbols = total.work[.multiplyAdds].symbols.union(total.bytesWritten.symbols)
    guard symbols.contains(where: \.isUnknown) else { return [] }
    let open = model.profile.shapes.unknownSizes.filter { symbols.contains($0.symbol) }
    let lines = open.prefix(4).map { size in
      label("open size") + "\(size.symbol), made by \(size.kind) at \(size.path)"
        + (size.bound.map { ", at most \($0)" } ?? "")
    }
    return lines + (open.count > 4 ? [label("open size") + "\(open.count - 4) more"] : [])
  }
}

extension ProfiledModel {
  /// The network as its file has it; nil where the network is not from such a file.
  var imported: ONNXNetwork? { (architecture as? ImportedArchitecture)?.imported }
}

extension ONNXNetwork {
  /// The format of the file: `ONNX, opset 17, written by pytorch`.
  var formatText: String {
    "ONNX, opset \(opset)" + (producer.isEmpty ? "" : ", written by \(producer)")
  }
}

/// The real numbers that a model stores, by what they are.
struct ParameterSplit {
  let learned: Int
  let statistics: Int
  /// Small tensors, such as bounds and exponents.
  let constants: Int

  init(_ imported: ONNXNetwork) {
    let entries = imported.network.storedTensors
    func count(_ role: Weight.Role) -> Int {
      entries.reduce(0) { $1.role == role ? $0 + ($1.count.value ?? 0) : $0 }
    }
    learned = count(.parameter)
    statistics = count(.buffer)
    constants = max(0, imported.tensors.floating - learned - statistics)
  }
}

extension Network {
  /// Learned and tracked tensors of real numbers, those of bodies included.
  fileprivate var storedTensors: [(role: Weight.Role, count: Dim)] {
    let own = layers.flatMap { layer in
      zip(layer.operator.weights, layer.tensors).compactMap { weight, tensor in
        tensor.name == nil || tensor.isTied ? nil : (weight.role, weight.shape.elements)
      }
    }
    let others = constants.compactMap { constant in
      constant.fact.type.isFloating
        ? constant.role.map { ($0, constant.fact.shape.elements) } : nil
    }
    let inner = nodes.lazy.flatMap(\.bodies).flatMap { $0.network.storedTensors }
    return own + others + inner
  }
}
