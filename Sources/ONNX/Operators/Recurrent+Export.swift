import RLANetworks
import RLASymbolic

extension RecurrentSequence: ONNXExportable {
  /// Batches come first since version 14.
  var exportVersions: ExportVersions { ExportVersions(least: isBatchFirst ? 14 : 11) }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let size = hiddenSize.value else { throw site.failure(.openSize) }
    func input(_ position: Int) -> String {
      site.inputs.indices.contains(position) ? site.inputs[position] : ""
    }
    // ONNX has the lengths of the sequences before the states, the network behind them.
    let states = (1...cell.states).map(input)
    let inputs =
      [input(0)] + site.weights + (hasBias ? [] : [""]) + [input(cell.states + 1)] + states
      + (cell.states > 1 ? [input(cell.states + 2)] : [])
    let direction = directions == 2 ? "bidirectional" : variation.isReversed ? "reverse" : "forward"
    var attributes: [ONNXAttribute] = [.int("hidden_size", size), .string("direction", direction)]
    if let names = try functionNames(site) { attributes.append(.strings("activations", names)) }
    if let clip = variation.clip { attributes.append(.float("clip", clip)) }
    if isBatchFirst { attributes.append(.int("layout", 1)) }
    switch cell.kind {
    case .lstm where variation.isCoupled: attributes.append(.int("input_forget", 1))
    case .gru: attributes.append(.flag("linear_before_reset", variation.resetsProduct))
    default: break
    }
    site.node(kind.onnx[0], inputs, attributes)
  }

  /// The functions of all directions; nil for those that ONNX takes by itself.
  private func functionNames(_ site: ExportSite) throws(ONNXExportFailure) -> [String]? {
    if variation.functions.isEmpty {
      return cell == .relu ? [String](repeating: "Relu", count: directions) : nil
    }
    var names: [String] = []
    for function in variation.functions {
      guard let name = function.kind.onnx.first else { throw site.failure(.noForm) }
      names.append(name)
    }
    return names
  }
}

extension FunctionalForm: ONNXExportable {
  var exportVersions: ExportVersions {
    (layer as? any ONNXExportable)?.exportVersions ?? ExportVersions()
  }

  /// As the layer, with inputs in the place of its weights.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let layer = layer as? any ONNXExportable else { throw site.failure(.noForm) }
    try layer.export(site.takingWeights(weightCount))
  }
}
