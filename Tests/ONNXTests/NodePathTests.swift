import RLANetworks
import RLAONNX
import TestSupport
import Testing

/// The modules of nodes, by what exporters write.
@Suite struct NodePathTests {
  private func network(_ graph: [UInt8], functions: [[UInt8]] = []) throws -> Network {
    let bytes = Handmade.model(domain: "lib", functions: functions, graph: graph)
    return try ONNXNetwork(try ONNXModel(bytes), name: "net").network
  }

  private func paths(_ nodes: [[UInt8]], tensors: [[UInt8]] = []) throws -> [String] {
    let network = try network(Handmade.graph(nodes: nodes, tensors: tensors))
    return network.nodes.map { network.modulePath(of: $0) }
  }

  @Test func `The older exporter repeats the module around another one`() throws {
    let nodes = [
      Handmade.node("Relu", ["x"], ["a"], name: "/head/head.0/convs.1/convs.1.0/Relu"),
      Handmade.node(
        "Relu", ["a"], ["b"], name: "/features/features.1/block/block.0/block.0.1/Relu"),
      Handmade.node("Relu", ["b"], ["y"], name: "/Relu"),
    ]
    #expect(try paths(nodes) == ["head.0.convs.1.0", "features.1.block.0.1", ""])
  }

  @Test func `Modules that take turns keep their paths`() throws {
    let modules = (0..<6).map { "m\($0)" }
    let turns = modules + modules.reversed() + modules
    let nodes = turns.enumerated().map { index, module in
      Handmade.node(
        "Relu", [index == 0 ? "x" : "v\(index)"],
        [index == turns.count - 1 ? "y" : "v\(index + 1)"], name: "/\(module)/Relu_\(index)")
    }
    #expect(try paths(nodes) == turns)
  }

  @Test func `Types of one name in two domains are two types`() throws {
    let nodes = [
      Handmade.node("Relu", ["x"], ["a"]), Handmade.node("Relu", ["a"], ["b"], domain: "lib"),
      Handmade.node("Relu", ["b"], ["y"]),
    ]
    let function = WireWriter.message { function in
      function.text(1, "Relu")
      function.text(4, "from")
      function.text(5, "to")
      function.data(7, Handmade.node("Sigmoid", ["from"], ["to"]))
      function.text(10, "lib")
    }
    let network = try network(Handmade.graph(nodes: nodes), functions: [function])
    #expect(network.nodeTypes == ["Relu", "Sigmoid", "Relu"])
    #expect(network.nodes[0].kind == network.nodes[2].kind)
    #expect(network.nodes[0].kind != network.nodes[1].kind)
  }

  @Test func `The newer exporter writes scopes`() throws {
    let scopes = "['', 'layer1', 'layer1.0', 'layer1.0.relu', 'relu_3']"
    let nodes = [
      Handmade.node("Relu", ["x"], ["a"], name: "node_relu", scopes: scopes),
      Handmade.node("Relu", ["a"], ["y"], name: "node_relu_1", scopes: "['', 'relu_4']"),
    ]
    #expect(try paths(nodes) == ["layer1.0.relu", ""])
  }

  @Test func `A layer whose bias has the name of an equal one belongs to its own module`() throws {
    let scopes = ["first", "second"].map { "['', '\($0)', 'linear']" }
    let products = [("row", "val_1", "a"), ("a", "val_2", "y")].enumerated().map {
      Handmade.node(
        "Gemm", [$1.0, $1.1, "first.bias"], [$1.2], name: "node_\($0)", scopes: scopes[$0])
    }
    let nodes = [Handmade.node("Flatten", ["x"], ["row"])] + products
    let tensors = [
      Handmade.tensor("val_1", [192, 8]), Handmade.tensor("val_2", [8, 8]),
      Handmade.tensor("first.bias", [8]),
    ]
    let network = try network(Handmade.graph(nodes: nodes, tensors: tensors))
    #expect(network.layers.map(\.path) == ["first", "second"])
  }

  @Test func `What Keras puts before all names is no module`() throws {
    let nodes = ["stem/act/Relu", "block1/act/Relu", "block1/add/Relu"].enumerated().map {
      Handmade.node(
        "Relu", [$0 == 0 ? "x" : "v\($0)"], [$0 == 2 ? "y" : "v\($0 + 1)"],
        name: "StatefulPartitionedCall/model/\($1)")
    }
    #expect(try paths(nodes) == ["stem.act", "block1.act", "block1.add"])
  }

  @Test func `Nodes without a name belong to what they stand between`() throws {
    let nodes = [
      Handmade.node("Conv", ["x", "layer1.0.conv1.weight"], ["a"], name: "Conv_0"),
      Handmade.node("Relu", ["a"], ["b"], name: "Relu_1"),
      Handmade.node("Conv", ["b", "layer1.0.conv2.weight"], ["c"], name: "Conv_2"),
      Handmade.node("Add", ["c", "x"], ["d"], name: "Add_3"),
      Handmade.node("GlobalAveragePool", ["d"], ["e"], name: "Pool_4"),
      Handmade.node("Conv", ["e", "fc.weight"], ["y"], name: "Conv_5"),
    ]
    let tensors = [
      Handmade.tensor("layer1.0.conv1.weight", [3, 3, 1, 1]),
      Handmade.tensor("layer1.0.conv2.weight", [3, 3, 1, 1]),
      Handmade.tensor("fc.weight", [10, 3, 1, 1]),
    ]
    #expect(
      try paths(nodes, tensors: tensors) == [
        "layer1.0.conv1", "layer1.0", "layer1.0.conv2", "layer1.0", "", "fc",
      ])
  }

  /// A stem, three equal blocks of two layers with a shortcut, and a head, under the names `w0`, ….
  private func chain(_ tensorName: (Int) -> String) -> (nodes: [[UInt8]], tensors: [[UInt8]]) {
    var nodes = [
      Handmade.node("Conv", ["x", tensorName(0)], ["s"], name: "Conv_0"),
      Handmade.node("Relu", ["s"], ["b0"], name: "Relu_0"),
    ]
    var tensors = [Handmade.tensor(tensorName(0), [8, 3, 1, 1])]
    for block in 0..<3 {
      let (input, first) = ("b\(block)", 1 + 2 * block)
      nodes += [
        Handmade.node("Conv", [input, tensorName(first)], ["p\(block)"], name: "Conv_\(first)"),
        Handmade.node("Relu", ["p\(block)"], ["q\(block)"], name: "Relu_\(first)"),
        Handmade.node(
          "Conv", ["q\(block)", tensorName(first + 1)], ["r\(block)"], name: "Conv_\(first + 1)"),
        Handmade.node("Add", ["r\(block)", input], ["t\(block)"], name: "Add_\(block)"),
        Handmade.node("Relu", ["t\(block)"], ["b\(block + 1)"], name: "Relu_\(first + 1)"),
      ]
      tensors += [first, first + 1].map { Handmade.tensor(tensorName($0), [8, 8, 1, 1]) }
    }
    nodes.append(Handmade.node("Conv", ["b3", tensorName(7)], ["y"], name: "Conv_7"))
    tensors.append(Handmade.tensor(tensorName(7), [10, 8, 1, 1]))
    return (nodes, tensors)
  }

  @Test(arguments: [
    ("", ["Conv2d", "Conv2d.Conv2d_2"]), (".w_0", ["w0", "w1"]),
  ])
  func `A graph that tells no modules is divided where it repeats`(
    ending: String, layers: [String]
  ) throws {
    let (nodes, tensors) = chain { "w\($0)\(ending)" }
    let paths = try paths(nodes, tensors: tensors)
    let modules = paths.map { String($0.prefix { $0 != "." }) }
    let expected =
      ["part 1", "part 1"] + (1...3).flatMap { [String](repeating: "block \($0)", count: 5) }
      + ["part 2"]
    #expect(modules == expected)
    #expect(paths[0] == "part 1.\(layers[0])")
    #expect(Set(paths.filter { $0.contains(".") }).count == 8)
  }

  @Test func `Few names that a person gave are kept`() throws {
    let names = ["stem", "a", "b", "c", "d", "e", "f", "head"]
    let (nodes, tensors) = chain { "\(names[$0]).weight" }
    let paths = try paths(nodes, tensors: tensors)
    #expect(paths.first == "stem" && paths.last == "head" && paths.contains("c"))
  }

  @Test func `Calls of functions are modules, but for the one that is everything`() throws {
    let function = WireWriter.message { function in
      function.text(1, "Block.1")
      function.text(4, "x")
      function.text(5, "y")
      function.data(7, Handmade.node("Relu", ["x"], ["y"], name: "Relu_9"))
      function.data(9, Handmade.opsetImport("", 17))
      function.text(10, "lib")
    }
    func call(_ input: String, _ output: String, _ name: String) -> [UInt8] {
      Handmade.node("Block.1", [input], [output], name: name, domain: "lib")
    }
    let several = try network(
      Handmade.graph(nodes: [call("x", "a", "/net/Block.1_1"), call("a", "y", "/net/Block.1_2")]),
      functions: [function])
    #expect(several.nodes.map { several.modulePath(of: $0) } == ["net.Block_1", "net.Block_2"])
    let single = try network(
      Handmade.graph(nodes: [call("x", "y", "/net/Block.1_1")]), functions: [function])
    #expect(single.nodes.map { single.modulePath(of: $0) } == [""])
  }

  @Test func `Further layers of a module stand within it`() throws {
    let network = try ONNXNetwork(try ReferenceModel("text_lstm").model, name: "net").network
    let paths = network.layers.map(\.path)
    #expect(paths.contains("lstm") && paths.contains("lstm.LSTM_2"))
  }

  /// Models of which a part of the work stands in no module, with the reason.
  private static let withoutModule = [
    // Attention and loops are calls in the outermost code.
    "control_flow"
  ]

  @Test(arguments: Fixture.models)
  func `Layers of real models stand in modules`(name: String) throws {
    let network = try ONNXNetwork(try ReferenceModel(name).model, name: name).network
    let products = network.nodes.filter { network.operator(of: $0).kind.category == .product }
    let outside = products.filter { network.modulePath(of: $0).isEmpty }
    #expect(outside.isEmpty || Self.withoutModule.contains(name))
    #expect(!products.contains { network.modulePath(of: $0).contains("/") })
  }
}
