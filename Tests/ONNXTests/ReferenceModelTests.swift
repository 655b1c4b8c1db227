import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import TestSupport
import Testing

@Suite struct ReferenceModelTests {
  @Test(arguments: Fixture.models)
  func `Shapes, multiply-adds and parameters are those of the reference`(name: String) throws {
    let reference = try ReferenceModel(name)
    let imported = try ONNXNetwork(reference.model, name: name, branches: reference.branches)
    #expect(imported.tensors.floating == reference.parameters)
    #expect(imported.tensors.others == reference.otherElements)
    let network = imported.network
    let shapes = try InferredShapes(network, inputs: reference.inputs(of: network))
    #expect(check(reference, imported, shapes) == reference.nodes.count || reference.isInlined)
    let profile = Profile(shapes)
    #expect(profile.total.work[.multiplyAdds] == Dim(reference.macs))
    let measure = Convention.onnxTool.measures[0]
    if let expected = reference.toolMACs {
      #expect(measure.count(profile.total.tally) == Dim(expected))
    }
    let stop = measure.firstStop(among: imported.firstNodes.map(\.type))
    #expect((stop == nil) == (reference.toolMACs != nil), "\(stop ?? "no stop")")
    if let told = imported.traces.torchParameters, let expected = reference.torchParameters {
      #expect(told == expected)
    }
  }

  @Test(arguments: Fixture.models)
  func `What the import knows of all values is what a pass over the network finds`(
    name: String
  ) throws {
    let reference = try ReferenceModel(name)
    let declared = try ONNXNetwork(inputsOf: reference.model, name: name).network
    let inputs = reference.inputs(of: declared)
    let imported = try ONNXNetwork(
      reference.model, name: name, branches: reference.branches, inputs: inputs)
    if Self.withoutFacts.contains(name) {
      #expect(imported.facts == nil)
    } else {
      let facts = try #require(imported.facts)
      let found = try InferredShapes(imported.network, inputs: inputs)
      #expect(facts == found.facts)
      #expect(InferredShapes(imported.network, known: facts).assumptions == found.assumptions)
    }
  }

  /// Models with bodies, with layers that are applied several times, or with sizes that only running
  /// tells.
  private static let withoutFacts: Set = [
    "control_flow", "rla_resnet50", "ssdlite320_mobilenet_v3_large",
  ]

  /// Compares every node of the main graph; returns how many there are.
  private func check(
    _ reference: ReferenceModel, _ imported: ONNXNetwork, _ shapes: InferredShapes
  ) -> Int {
    let nodes = reference.model.graph.nodes
    if reference.isInlined { return 0 }
    var macs: [String: Dim] = [:]
    for (index, name) in imported.network.nodeNames.enumerated() {
      macs[name, default: 0] += shapes.work(ofNode: index)[.multiplyAdds]
    }
    var open: [Symbol: Int] = [:]
    for (node, expected) in zip(nodes, reference.nodes) {
      #expect(node.type == expected.type)
      for (output, shape) in zip(node.outputs, expected.shapes) where !output.isEmpty {
        let name = reference.model.text(of: output)
        let found = imported.values[name].map { shapes[$0] } ?? imported.constants[name]?.shape
        let agrees = found?.agrees(with: shape, &open) ?? false
        #expect(agrees, "\(node.name) (\(node.type)): \(found as Any), not \(shape)")
      }
      if expected.macs > 0 { #expect(macs[node.name] == Dim(expected.macs), "\(node.name)") }
    }
    return nodes.count
  }
}

extension Shape {
  /// Whether the sizes are those of the reference; a size that only running tells is the same
  /// number everywhere.
  fileprivate func agrees(with sizes: [Int], _ open: inout [Symbol: Int]) -> Bool {
    if rank != sizes.count { return false }
    for (size, expected) in zip(dims, sizes) {
      if size.value == expected { continue }
      guard let symbol = size.symbols.first, size == Dim(symbol), symbol.isUnknown else {
        return (try? size.evaluated(at: open)) == expected
      }
      if let known = open[symbol], known != expected { return false }
      open[symbol] = expected
    }
    return true
  }
}
