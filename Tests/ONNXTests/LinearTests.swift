import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import Testing

/// Products with stored matrices become linear layers, and nothing else does.
@Suite struct LinearTests {
  private static let matrix = Handmade.tensor("w", [8, 5])
  private static let bias = Handmade.tensor("b", [5])
  private static let product = Handmade.node("MatMul", ["x", "w"], ["p"], name: "product")

  private func read(
    _ nodes: [[UInt8]], _ tensors: [[UInt8]] = [matrix, bias], domain: String = "",
    outputs: [String] = ["y"]
  ) throws -> Network {
    let graph = Handmade.graph(
      nodes: nodes, tensors: tensors, outputs: outputs.map { Handmade.value($0, []) })
    let network = try ONNXNetwork(
      try ONNXModel(Handmade.model(domain: domain, graph: graph)), name: "n"
    ).network
    _ = try InferredShapes(network, binding: [:])
    return network
  }

  private func layers(_ network: Network) -> [Linear] {
    network.layers.compactMap { $0.operator as? Linear }
  }

  @Test(arguments: [["p", "b"], ["b", "p"]])
  func `A product and the addition of a bias are one layer`(inputs: [String]) throws {
    let network = try read([Self.product, Handmade.node("Add", inputs, ["y"])])
    #expect(network.nodes.count == 1 && network.parameterCount == 45)
    #expect(layers(network).map(\.hasBias) == [true])
    #expect(layers(network)[0].isTransposed)
    #expect(network.stateDictionary.map(\.weight.shape) == [[8, 5], [5]])
    #expect(network.nodeNames == ["product"] && network.nodeTypes == ["MatMul"])
  }

  @Test func `A constant between product and addition is a bias too`() throws {
    let tensor = WireWriter.message {
      $0.text(1, "value")
      $0.data(5, Handmade.tensor("", [5]))
      $0.int(20, 4)
    }
    let network = try read([
      Self.product, Handmade.node("Constant", [], ["c"], attributes: [tensor]),
      Handmade.node("Add", ["p", "c"], ["y"]),
    ])
    #expect(layers(network).map(\.hasBias) == [true] && network.nodes.count == 1)
  }

  @Test func `A product that something else reads keeps its addition`() throws {
    let sum = Handmade.node("Add", ["p", "b"], ["y"])
    let twice = try read([Self.product, sum, Handmade.node("Relu", ["p"], ["z"])])
    #expect(layers(twice).map(\.hasBias) == [false] && twice.nodes.count == 3)
    let returned = try read([Self.product, sum], outputs: ["y", "p"])
    #expect(layers(returned).map(\.hasBias) == [false] && returned.nodes.count == 2)
    let body = Handmade.graph(
      inputs: [], nodes: [Handmade.node("Relu", ["p"], ["r"])],
      outputs: [Handmade.value("r", [])])
    let captured = try read([
      Self.product, sum,
      Handmade.node(
        "If", ["x"], ["z"], name: "if",
        attributes: [
          Handmade.attribute("then_branch", graph: body),
          Handmade.attribute("else_branch", graph: body),
        ]),
    ])
    #expect(layers(captured).map(\.hasBias) == [false])
  }

  @Test func `What is added must be a vector of the outputs`() throws {
    let sum = Handmade.node("Add", ["p", "b"], ["y"])
    for shape in [[1], [8, 5], [1, 5]] {
      let network = try read([Self.product, sum], [Self.matrix, Handmade.tensor("b", shape)])
      #expect(layers(network).map(\.hasBias) == [false] && network.nodes.count == 2)
    }
  }

  @Test func `A product of two computed matrices is no layer`() throws {
    let network = try read([Handmade.node("MatMul", ["x", "x"], ["y"])], [])
    #expect(layers(network).isEmpty)
    let left = try read(
      [Handmade.node("MatMul", ["m", "x"], ["y"])], [Handmade.tensor("m", [4, 8])])
    #expect(layers(left).isEmpty && left.parameterCount == 32)
  }

  @Test func `A fused product follows its attributes`() throws {
    let transposed = [Handmade.attribute("transB", int: 1)]
    let network = try read(
      [
        Handmade.node(
          "FusedMatMul", ["x", "w"], ["y"], domain: "com.microsoft", attributes: transposed)
      ], [Handmade.tensor("w", [5, 8])], domain: "com.microsoft")
    #expect(layers(network).map(\.isTransposed) == [false])
    #expect(layers(network)[0].outputFeatures == 5)
  }

  @Test(arguments: [("abci,io->abco", true), ("...i,io->...o", true), ("abic,io->aboc", false)])
  func `An Einstein sum over the last axis is a layer`(equation: String, isLayer: Bool) throws {
    let network = try read([
      Handmade.node(
        "Einsum", ["x", "w"], ["y"], attributes: [Handmade.attribute("equation", text: equation)])
    ])
    #expect(layers(network).count == (isLayer ? 1 : 0))
  }

  @Test func `A layer of a file counts like one of PyTorch`() throws {
    let network = try read([Self.product, Handmade.node("Add", ["p", "b"], ["y"])])
    let tally = Profile(try InferredShapes(network, binding: [:])).total.tally
    let (macs, sums) = (3 * 8 * 8 * 5, 3 * 8 * 5)
    let expected = [
      "thop@0.1.1": macs, "fvcore@0.1.5": macs, "ptflops-aten@0.7.5": macs + sums,
      "torchinfo@1.8.0": 45, "deepspeed@0.19.8": 2 * macs, "onnx-tool@1.0.1": macs + sums,
    ]
    for (id, count) in expected {
      #expect(Convention.named(id)?.measures[0].count(tally) == Dim(count), "\(id)")
    }
  }
}
