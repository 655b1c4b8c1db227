import RLANetworks
import RLAONNX
import TestSupport
import Testing

/// What names tell of PyTorch's parameters before an export.
@Suite struct ExportTraceTests {
  private func traces(
    _ nodes: [[UInt8]], _ tensors: [[UInt8]], x: [Int] = [1, 3, 8, 8]
  ) throws -> ExportTraces {
    let graph = Handmade.graph(
      inputs: [Handmade.value("x", x)], nodes: nodes, tensors: tensors)
    let bytes = Handmade.model(graph: graph, producer: "pytorch")
    return try ONNXNetwork(try ONNXModel(bytes), name: "net").traces
  }

  private func told(
    _ nodes: [[UInt8]], _ tensors: [[UInt8]], x: [Int] = [1, 3, 8, 8]
  ) throws -> Int? {
    try traces(nodes, tensors, x: x).torchParameters
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

  @Test(arguments: [("one.bias", 72), ("onnx::Add_7", nil)] as [(String, Int?)])
  func `A bias that was computed need not be learned`(name: String, parameters: Int?) throws {
    let nodes = [
      Handmade.node("MatMul", ["x", "onnx::MatMul_6"], ["a"], name: "/one/MatMul"),
      Handmade.node("Add", [name, "a"], ["y"], name: "/one/Add"),
    ]
    let tensors = [Handmade.tensor("onnx::MatMul_6", [8, 8]), Handmade.tensor(name, [8])]
    #expect(try told(nodes, tensors) == parameters)
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

  @Test(arguments: [
    ("conv2d", nil as String?, 27), ("conv2d", "%x, %w, %b, [4, 4]", 30), ("conv2d", "%x, %w", 27),
    ("conv2d", "%x, %w, None, [4, 4]", 27), ("_native_batch_norm_legit_no_training_4", nil, 33),
  ])
  func `Scopes and rules tell what was folded into a convolution without a bias`(
    call: String, arguments: String?, parameters: Int
  ) throws {
    let node = Handmade.node(
      "Conv", ["x", "one.weight"], ["y"], name: "node_Conv_7", scopes: "['', 'one', '\(call)']",
      rewrites: arguments.map { _ in "RemoveOptionalBiasFromConv" },
      call: arguments.map { "%y : call_function[target=conv2d](args = (\($0)), kwargs = {})" })
    let tensor = Handmade.tensor("one.weight", [3, 3, 1, 1, 3])
    #expect(try told([node], [tensor], x: [1, 3, 8, 8, 8]) == parameters)
  }

  @Test(arguments: [("one.weight_bias", 30 + 3), ("one.bias", 30 + 6)])
  func `A norm behind a bias of its own took two values for each channel with it`(
    bias: String, parameters: Int
  ) throws {
    let node = Handmade.node(
      "Conv", ["x", "one.weight", bias], ["y"],
      scopes: "['', 'one', 'one.1', '_native_batch_norm_legit_no_training']")
    let tensors = [
      Handmade.tensor("one.weight", [3, 3, 1, 1, 3]), Handmade.tensor(bias, [3]),
    ]
    #expect(try told([node], tensors, x: [1, 3, 8, 8, 8]) == parameters)
  }

  @Test func `A folded bias that became the name of another tensor is one`() throws {
    let nodes = [
      Handmade.node("Identity", ["two.bias"], ["onnx::Conv_9"], name: "Identity_0"),
      Handmade.node("Conv", ["x", "onnx::Conv_8", "onnx::Conv_9"], ["a"], name: "/one/Conv"),
      Handmade.node("Conv", ["a", "two.weight", "two.bias"], ["y"], name: "/two/Conv"),
    ]
    let tensors = [
      Handmade.tensor("onnx::Conv_8", [8, 3, 1, 1]), Handmade.tensor("two.weight", [8, 8, 1, 1]),
      Handmade.tensor("two.bias", [8]),
    ]
    let traces = try traces(nodes, tensors)
    #expect(traces.foldedNorms == 1 && traces.assumesNoBias)
    #expect(traces.torchParameters == 24 + 64 + 8 + 8 + 8)
  }

  @Test func `What a batch norm tracks is no parameter under another name`() throws {
    let nodes = [
      Handmade.node("Identity", ["one.bias"], ["one.running_mean"], name: "Identity_0"),
      Handmade.node("Add", ["x", "one.running_mean"], ["y"], name: "/one/Add"),
    ]
    #expect(try traces(nodes, [Handmade.tensor("one.bias", [8])]).mergedTensors == 0)
  }

  @Test(arguments: [
    ("one.scale", [3, 1, 1], 3 as Int?), ("scale", [3, 1, 1], nil), ("val_3", [3, 1, 1], nil),
    ("val_3", [1, 1], 0), ("val_3", [], 0),
  ])
  func `A few numbers are a parameter if a module names them`(
    name: String, shape: [Int], parameters: Int?
  ) throws {
    let node = Handmade.node("Mul", ["x", name], ["y"], name: "/one/Mul")
    #expect(try told([node], [Handmade.tensor(name, shape)]) == parameters)
  }
}
