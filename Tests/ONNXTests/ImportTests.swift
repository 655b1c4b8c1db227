import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import Testing

@Suite struct ImportTests {
  @Test func `Every type of node that a kind declares has a rule, and the reverse`() {
    let declared = Set(OperatorCatalog.kinds.flatMap(\.onnx))
    let read = ONNXNetwork.readTypes
    #expect(declared.subtracting(read).sorted() == [])
    #expect(read.subtracting(declared).sorted() == Self.spelledOtherwise)
  }

  /// Types that become operators of other names, or none.
  private static let spelledOtherwise = [
    "CastLike", "ConcatFromSequence", "Constant", "Identity", "Mean",
    "NegativeLogLikelihoodLoss", "Optional", "OptionalGetElement", "OptionalHasElement",
    "SequenceAt", "SequenceConstruct", "SequenceEmpty", "SequenceErase", "SequenceInsert",
    "SequenceLength", "SimplifiedLayerNormalization", "SoftmaxCrossEntropyLoss",
    "SplitToSequence", "Sum", "com.microsoft.Gelu", "com.microsoft.Identity",
    "com.microsoft.LayerNormalization",
  ]

  @Test func `An unknown operator is counted as unknown`() throws {
    let node = Handmade.node("Relu", ["x"], ["y"], name: "act", domain: "com.acme")
    let bytes = Handmade.model(
      domain: "com.acme",
      graph: Handmade.graph(nodes: [node], outputs: [Handmade.value("y", [4, 4])]))
    let network = try ONNXNetwork(try ONNXModel(bytes), name: "net").network
    let profile = Profile(try InferredShapes(network, binding: [:]))
    // onnx-tool does not look at domains.
    for coverage in Coverage.all(profile.total.tally, Convention.all) {
      #expect(coverage.unknown == (coverage.key == Convention.onnxTool.id ? 0 : 1))
      #expect(coverage.calls == 1)
    }
    #expect(profile.unknownNodes.map(\.type) == ["com.acme.Relu"])
    #expect(profile.unknownNodes.map(\.first) == ["act"])
  }

  @Test func `A filter that the network computes is an input of the convolution`() throws {
    let nodes = [
      Handmade.node("Mul", ["w", "w"], ["v"]),
      Handmade.node("Conv", ["x", "v"], ["y"], name: "conv"),
    ]
    let graph = Handmade.graph(nodes: nodes, tensors: [Handmade.tensor("w", [4, 3, 3, 3])])
    let network = try ONNXNetwork(try ONNXModel(Handmade.model(graph: graph)), name: "n").network
    let shapes = try InferredShapes(network, binding: [:])
    #expect(shapes.output(ofNode: 1) == [1, 4, 6, 6])
    #expect(Profile(shapes).total.work[.multiplyAdds] == Dim(4 * 36 * 27))
    #expect(network.parameterCount == 108)
  }

  @Test func `A model whose nodes compute nothing has no peak`() throws {
    let graph = Handmade.graph(nodes: [Handmade.node("Identity", ["x"], ["y"])])
    let network = try ONNXNetwork(try ONNXModel(Handmade.model(graph: graph)), name: "n").network
    #expect(network.nodes.isEmpty && network.outputs[0].value == ValueID(0))
    #expect(Profile(try InferredShapes(network, binding: [:])).memory.peak == nil)
  }

  @Test func `A recurrent layer takes weights that the network computes`() throws {
    let nodes = [
      Handmade.node("Unsqueeze", ["w", "axes"], ["W"]),
      Handmade.node("Unsqueeze", ["r", "axes"], ["R"]),
      Handmade.node("RNN", ["x", "W", "R"], ["y"], name: "rnn"),
    ]
    let axes = WireWriter.message { tensor in
      tensor.int(1, 1)
      tensor.int(2, 7)
      tensor.int(7, 0)
      tensor.text(8, "axes")
    }
    let graph = Handmade.graph(
      inputs: [Handmade.value("x", [5, 2, 4])], nodes: nodes,
      tensors: [Handmade.tensor("w", [3, 4]), Handmade.tensor("r", [3, 3]), axes])
    let network = try ONNXNetwork(try ONNXModel(Handmade.model(graph: graph)), name: "n").network
    let shapes = try InferredShapes(network, binding: [:])
    #expect(shapes.output(ofNode: 2) == [5, 1, 2, 3])
    #expect(Profile(shapes).total.work[.multiplyAdds] == Dim(5 * 2 * 3 * 7))
    #expect(network.parameterCount == 21)
  }

  @Test func `Modules follow from the names of nodes`() throws {
    let nodes = [
      Handmade.node("Relu", ["x"], ["a"], name: "/layer1/layer1.0/act/Relu"),
      Handmade.node("Relu", ["a"], ["y"], name: "model/block/Relu"),
    ]
    let bytes = Handmade.model(graph: Handmade.graph(nodes: nodes))
    let network = try ONNXNetwork(try ONNXModel(bytes), name: "net").network
    #expect(
      network.nodes.map { network.path(of: $0) } == ["layer1.0.act.ReLU", "model.block.ReLU"])
  }

  @Test func `The branch that the caller chooses is counted`() throws {
    let reference = try ReferenceModel("control_flow")
    let facts = { (network: Network) in reference.inputs(of: network) }
    var counts: [Dim] = []
    for branch in [true, false] {
      let network = try ONNXNetwork(reference.model, name: "net", branches: ["/If": branch])
        .network
      let shapes = try InferredShapes(network, inputs: facts(network))
      counts.append(Profile(shapes).total.work[.multiplyAdds])
    }
    #expect(counts.contains(Dim(reference.macs)) && counts[0] != counts[1])
  }

  @Test func `A loop runs as often as an input says`() throws {
    let network = try ONNXNetwork(try ReferenceModel("control_flow").model, name: "net").network
    let shapes = try InferredShapes(network, binding: [:])
    let total = Profile(shapes).total.work[.multiplyAdds]
    #expect(total.value == nil && total.symbols.allSatisfy(\.isUnknown))
  }

  @Test func `Weights that several nodes read count once`() throws {
    let nodes = [
      Handmade.node("Conv", ["x", "w"], ["a"], name: "one"),
      Handmade.node(
        "Conv", ["x", "w"], ["b"], name: "two",
        attributes: [Handmade.attribute("pads", ints: [0, 0, 0, 0])]),
      Handmade.node("Add", ["a", "b"], ["y"]),
    ]
    let graph = Handmade.graph(nodes: nodes, tensors: [Handmade.tensor("w", [4, 3, 3, 3])])
    let imported = try ONNXNetwork(try ONNXModel(Handmade.model(graph: graph)), name: "n")
    #expect(imported.network.parameterCount == 108 && imported.tensors.floating == 108)
    #expect(imported.network.stateDictionary.map(\.name) == ["w"])
  }
}
