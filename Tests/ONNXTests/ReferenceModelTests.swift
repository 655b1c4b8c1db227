import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import Testing

@Suite struct ReferenceModelTests {
  @Test(arguments: ReferenceModel.names)
  func `Shapes, multiply-adds and parameters are those of the reference`(name: String) throws {
    let reference = try ReferenceModel(name)
    let imported = try ONNXNetwork(reference.model, name: name)
    #expect(imported.tensors.floating == reference.parameters)
    #expect(imported.tensors.others == reference.otherElements)
    let network = imported.network
    let shapes = try InferredShapes(network, inputs: reference.inputs(of: network))
    check(reference, imported, shapes)
    let profile = Profile(shapes)
    #expect(profile.total.work[.multiplyAdds] == Dim(reference.macs))
  }

  /// Compares every node of the main graph.
  private func check(
    _ reference: ReferenceModel, _ imported: ONNXNetwork, _ shapes: InferredShapes
  ) {
    let nodes = reference.model.graph.nodes
    if nodes.count != reference.nodes.count { return }
    var macs: [String: Dim] = [:]
    for (index, name) in imported.network.nodeNames.enumerated() {
      macs[name, default: 0] += shapes.work(ofNode: index)[.multiplyAdds]
    }
    for (node, expected) in zip(nodes, reference.nodes) {
      #expect(node.type == expected.type)
      if shapes.network.nodes.isEmpty { continue }
      for (output, shape) in zip(node.outputs, expected.shapes) where !output.isEmpty {
        let found =
          imported.values[output].map { shapes[$0] } ?? imported.constants[output]?.shape
        #expect(found?.values == shape, "\(node.name) (\(node.type)): \(found as Any)")
      }
      if expected.macs > 0, macs[node.name] != Dim(expected.macs) {
        #expect(macs[node.name] == Dim(expected.macs), "\(node.name)")
      }
    }
  }
}
