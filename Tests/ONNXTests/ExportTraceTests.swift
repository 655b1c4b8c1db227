import RLANetworks
import RLAONNX
import TestSupport
import Testing

/// What names tell of PyTorch's parameters before an export.
@Suite struct ExportTraceTests {
  private func told(_ nodes: [[UInt8]], _ tensors: [[UInt8]]) throws -> Int? {
    let bytes = Handmade.model(
      graph: Handmade.graph(nodes: nodes, tensors: tensors), producer: "pytorch")
    return try ONNXNetwork(try ONNXModel(bytes), name: "net").traces.torchParameters
  }

  private func convolution(
    _ input: String, _ output: String, weight: String, in module: String
  ) -> [UInt8] {
    Handmade.node(
      "Conv", [input, weight], [output], name: "node_\(output)",
      scopes: "['', '\(module)', 'conv2d']")
  }

  @Test func `A tensor of one module was its parameter`() throws {
    let nodes = [
      convolution("x", "a", weight: "one.weight", in: "one"),
      convolution("a", "y", weight: "one.weight", in: "one"),
    ]
    #expect(try told(nodes, [Handmade.tensor("one.weight", [3, 3, 1, 1])]) == 9)
  }

  @Test func `A tensor of two modules is shared or merged, and nothing tells which`() throws {
    let nodes = [
      convolution("x", "a", weight: "one.weight", in: "one"),
      convolution("a", "y", weight: "one.weight", in: "two"),
    ]
    #expect(try told(nodes, [Handmade.tensor("one.weight", [3, 3, 1, 1])]) == nil)
  }

  @Test(arguments: [("onnx::MatMul_7", 0), ("one.weight", 64)])
  func `Copies of a transposed weight are no tensors that were merged`(
    name: String, merged: Int
  ) throws {
    let nodes = [
      Handmade.node("Identity", [name], ["copy"], name: "Identity_0"),
      Handmade.node("MatMul", ["x", name], ["a"], name: "/one/MatMul"),
      Handmade.node("MatMul", ["a", "copy"], ["y"], name: "/one/MatMul_1"),
    ]
    let graph = Handmade.graph(nodes: nodes, tensors: [Handmade.tensor(name, [8, 8])])
    let model = try ONNXModel(Handmade.model(graph: graph, producer: "pytorch"))
    let traces = try ONNXNetwork(model, name: "net").traces
    #expect(traces.mergedElements == merged && traces.torchParameters == 64 + merged)
  }

  @Test(arguments: [("embedding_table", true), ("index_3", false), ("unsqueeze", false)])
  func `The result of a function is no parameter`(name: String, isParameter: Bool) throws {
    let nodes = [
      convolution("x", "a", weight: "one.weight", in: "one"),
      Handmade.node("Add", ["a", name], ["y"], name: "node_add", scopes: "['', 'add']"),
    ]
    let tensors = [
      Handmade.tensor("one.weight", [3, 3, 1, 1]), Handmade.tensor(name, [3, 8, 8]),
    ]
    #expect(try told(nodes, tensors) == (isParameter ? 9 + 192 : nil))
  }
}
