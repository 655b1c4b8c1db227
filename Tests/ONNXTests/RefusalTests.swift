import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import Testing

/// Files that are wrong, each refused with what is wrong.
@Suite struct RefusalTests {
  private func failure(of bytes: [UInt8]) -> ONNXFailure? {
    do throws(ONNXFailure) {
      _ = try ONNXNetwork(try ONNXModel(bytes), name: "net")
      return nil
    } catch {
      return error
    }
  }

  private func failure(
    _ nodes: [[UInt8]], tensors: [[UInt8]] = []
  ) -> ONNXFailure? {
    failure(of: Handmade.model(graph: Handmade.graph(nodes: nodes, tensors: tensors)))
  }

  private static let relu = Handmade.node("Relu", ["x"], ["y"], name: "act")

  @Test func `A small model is read`() throws {
    let bytes = Handmade.model(graph: Handmade.graph(nodes: [Self.relu]))
    let network = try ONNXNetwork(try ONNXModel(bytes), name: "net").network
    #expect(network.nodes.count == 1 && network.nodeNames == ["act"])
  }

  @Test func `The least number as an axis fits no weights`() throws {
    let node = Handmade.node(
      "LayerNormalization", ["x", "w"], ["y"], name: "norm",
      attributes: [Handmade.attribute("axis", int: .min)])
    let graph = Handmade.graph(nodes: [node], tensors: [Handmade.tensor("w", [8])])
    let network = try ONNXNetwork(try ONNXModel(Handmade.model(graph: graph)), name: "net").network
    #expect(network.nodes.count == 1 && network.layers.isEmpty)
  }

  @Test func `Every beginning of a model is refused or lacks its nodes`() throws {
    let bytes = Handmade.model(
      graph: Handmade.graph(
        nodes: [Self.relu], tensors: [Handmade.tensor("w", [2, 3])]))
    for length in 0..<bytes.count {
      #expect(failure(of: Array(bytes[..<length])) != nil, "\(length)")
    }
  }

  @Test func `No change of one byte crashes`() {
    let bytes = Handmade.model(
      graph: Handmade.graph(
        nodes: [
          Handmade.node(
            "Conv", ["x", "w"], ["c"], name: "conv",
            attributes: [
              Handmade.attribute("strides", ints: [2, 2]), Handmade.attribute("group", int: 1),
            ]),
          Handmade.node("Relu", ["c"], ["y"], name: "act"),
        ], tensors: [Handmade.tensor("w", [4, 3, 3, 3])]))
    var refused = 0
    for index in bytes.indices {
      for change in [0x01, 0x80, 0xff] as [UInt8] {
        var changed = bytes
        changed[index] ^= change
        if failure(of: changed) != nil { refused += 1 }
      }
    }
    #expect(refused > bytes.count / 4)
  }

  @Test func `Text and other files are no models`() {
    #expect(failure(of: [8, 8])?.reason == .noGraph)
    #expect(
      failure(of: Handmade.model(opset: nil, graph: Handmade.graph(nodes: [Self.relu])))?.reason
        == .missingOpset(domain: "ai.onnx"))
  }

  private static let foreign: [(ForeignKind, String)] = [
    (.empty, ""), (.text, "backbone: resnet\n"), (.json, "{\"a\": 1}"),
    (.webPage, "<!DOCTYPE html>\n"), (.zip, "PK\u{3}\u{4}\u{14}"), (.gguf, "GGUF\u{3}"),
    (.largeFilePointer, "version https://git-lfs.github.com/spec/v1\n"),
    (.tensorFlowLite, "\u{1c}\u{0}\u{0}\u{0}TFL3"),
    (.safetensors, "\u{39}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}{}"),
  ]

  @Test(arguments: foreign)
  func `Files of other kinds are told apart`(kind: ForeignKind, content: String) {
    #expect(failure(of: Array(content.utf8)) == ONNXFailure(.foreign(kind)))
  }

  @Test func `Files of other kinds that begin with no text are told apart`() {
    #expect(failure(of: [0x80, 2, 0x7d, 0x71]) == ONNXFailure(.foreign(.pickle)))
    #expect(failure(of: [0x89] + Array("HDF\r\n".utf8)) == ONNXFailure(.foreign(.hdf5)))
  }

  @Test func `A text where a tensor should be is refused`() {
    let attribute = WireWriter.message {
      $0.text(1, "value")
      $0.int(5, 3)
      $0.int(20, 4)
    }
    let node = Handmade.node("Constant", [], ["y"], attributes: [attribute])
    guard case .wireType(let message, 5, 0, _)? = failure([node])?.reason else {
      Issue.record("another failure")
      return
    }
    #expect(message == "AttributeProto")
  }

  @Test func `Names have to be made once and before they are read`() {
    #expect(
      failure([Handmade.node("Relu", ["z"], ["y"], name: "act")])
        == ONNXFailure(.undefined(value: "z"), at: .node("act", type: "Relu")))
    #expect(
      failure([Self.relu, Self.relu])
        == ONNXFailure(.repeatedName("y"), at: .node("act", type: "Relu")))
    #expect(
      failure([
        Handmade.node("Add", ["x", "b"], ["a"], name: "one"),
        Handmade.node("Relu", ["a"], ["b"]), Handmade.node("Relu", ["b"], ["y"]),
      ]) == ONNXFailure(.cycle, at: .node("one", type: "Add")))
  }

  @Test func `Nodes in another order are put behind what they read`() throws {
    let graph = Handmade.graph(nodes: [
      Handmade.node("Add", ["x", "b"], ["y"], name: "three"),
      Handmade.node("Relu", ["a"], ["b"], name: "two"),
      Handmade.node("Relu", ["x"], ["a"], name: "one"),
    ])
    let model = try ONNXModel(Handmade.model(graph: graph))
    #expect(model.graph.nodes.map(\.name) == ["one", "two", "three"])
    #expect(try ONNXNetwork(model, name: "n").network.nodes.count == 3)
  }

  @Test func `A node needs a result`() {
    let split = Handmade.node("Split", ["x"], [], name: "parts")
    #expect(
      failure([Self.relu, split])
        == ONNXFailure(.outputCount(expected: 1, found: 0), at: .node("parts", type: "Split")))
  }

  @Test func `Domains need a version`() {
    let foreign = Handmade.node("Relu", ["x"], ["y"], name: "act", domain: "com.acme")
    let place = ONNXFailure.Place.node("act", type: "com.acme.Relu")
    #expect(failure([foreign]) == ONNXFailure(.missingOpset(domain: "com.acme"), at: place))
    let known = Handmade.model(
      domain: "com.acme",
      graph: Handmade.graph(nodes: [foreign], outputs: [Handmade.value("y", [4, 4])]))
    #expect(failure(of: known) == nil)
    let old = Handmade.model(opset: 99, graph: Handmade.graph(nodes: [Self.relu]))
    #expect(
      failure(of: old)?.reason
        == .unsupportedOpset(domain: "ai.onnx", version: 99, supported: 1...28))
  }

  @Test func `Bytes have to fit type and sizes`() {
    func reason(_ tensor: [UInt8]) -> ONNXFailure.Reason? {
      failure([Self.relu], tensors: [tensor])?.reason
    }
    #expect(
      reason(Handmade.tensor("w", [2, 3], bytes: 20)) == .dataSize(expected: 24, found: 20))
    #expect(reason(Handmade.tensor("w", [-1], bytes: 0)) == .dimension(-1))
    let large = [1 << 40, 1 << 40]
    #expect(reason(Handmade.tensor("w", large, bytes: 0)) == .tooManyElements(dims: large))
    #expect(reason(Handmade.tensor("w", [2], bytes: 8, type: 77)) == .elementType(77))
    #expect(reason(Handmade.tensor("w", [3], bytes: 2, type: 22)) == nil)
  }

  @Test func `Weights lie in the folder of the model`() {
    for location in ["/etc/passwd", "../w", "a/../../w", ""] {
      let tensor = Handmade.external("w", [2], location: location)
      #expect(
        failure([Self.relu], tensors: [tensor])?.reason == .externalLocation(location))
    }
    let inside = Handmade.external("w", [1 << 33], location: "sub/w.bin")
    #expect(failure([Self.relu], tensors: [inside]) == nil)
  }

  @Test func `Ten thousand bodies inside each other are refused`() {
    var graph = Handmade.graph(inputs: [], nodes: [Self.relu])
    for _ in 0..<10_000 {
      graph = Handmade.graph(
        inputs: [],
        nodes: [
          Handmade.node(
            "If", ["c"], ["y"], attributes: [Handmade.attribute("then_branch", graph: graph)])
        ])
    }
    #expect(failure(of: Handmade.model(graph: graph))?.reason == .tooDeep(limit: 64))
  }

  @Test func `Loops inside loops are refused beyond a limit`() {
    func loop(_ depth: Int, _ input: String, _ output: String) -> [UInt8] {
      let (carried, last) = ("l\(depth)", depth == 0 ? "c0" : "r\(depth)")
      var nodes = [
        Handmade.node(
          "Concat", [carried, carried], ["c\(depth)"],
          attributes: [
            Handmade.attribute("axis", int: 0)
          ])
      ]
      if depth > 0 { nodes.append(loop(depth - 1, "c\(depth)", last)) }
      nodes.append(Handmade.node("Identity", ["k\(depth)"], ["kk\(depth)"]))
      let body = Handmade.graph(
        inputs: [
          Handmade.value("i\(depth)", []), Handmade.value("k\(depth)", []),
          Handmade.value(carried, [1]),
        ], nodes: nodes, outputs: [Handmade.value("kk\(depth)", []), Handmade.value(last, [1])])
      return Handmade.node(
        "Loop", ["m", "", input], [output], name: "loop\(depth)",
        attributes: [Handmade.attribute("body", graph: body)])
    }
    func failure(_ depth: Int) -> ONNXFailure? {
      let inputs = [Handmade.value("x", [2]), Handmade.value("m", [], type: 7)]
      return self.failure(
        of: Handmade.model(graph: Handmade.graph(inputs: inputs, nodes: [loop(depth, "x", "y")])))
    }
    #expect(failure(5) == nil)
    #expect(failure(6) == ONNXFailure(.tooDeep(limit: 6), at: .node("loop0", type: "Loop")))
  }

  @Test func `Functions that call functions expand to no more than a limit`() {
    func calls(_ callee: String, _ domain: String) -> [[UInt8]] {
      [
        Handmade.node(callee, ["a"], ["t"], domain: domain),
        Handmade.node(callee, ["t"], ["b"], domain: domain),
      ]
    }
    let functions = (0..<40).map { number in
      WireWriter.message { function in
        function.text(1, "F\(number)")
        function.text(4, "a")
        function.text(5, "b")
        for node in number == 39 ? calls("Relu", "") : calls("F\(number + 1)", "own") {
          function.data(7, node)
        }
        function.data(9, Handmade.opsetImport("own", 1))
        function.data(9, Handmade.opsetImport("", 17))
        function.text(10, "own")
      }
    }
    let model = Handmade.model(
      domain: "own", functions: functions,
      graph: Handmade.graph(nodes: [Handmade.node("F0", ["x"], ["y"], domain: "own")]))
    #expect(failure(of: model)?.reason == .tooManyNodes(limit: 20_000))
  }

  @Test func `Tensors and inputs have at most 64 axes`() {
    let many = [Int](repeating: 1, count: 65)
    #expect(
      failure([Self.relu], tensors: [Handmade.tensor("w", many)])
        == ONNXFailure(.tooManyAxes(65, limit: 64), at: .tensor("w")))
    let graph = Handmade.graph(inputs: [Handmade.value("x", many)], nodes: [Self.relu])
    #expect(
      failure(of: Handmade.model(graph: graph))
        == ONNXFailure(.tooManyAxes(65, limit: 64), at: .value("x")))
  }

  @Test func `The inputs have at most a thousand free sizes`() {
    let inputs = (0...20).map { Handmade.value("x\($0)", [Int](repeating: 0, count: 50)) }
    let graph = Handmade.graph(inputs: inputs, nodes: [Handmade.node("Relu", ["x0"], ["y"])])
    #expect(
      failure(of: Handmade.model(graph: graph))
        == ONNXFailure(.tooManySymbols(limit: 1000), at: .value("x20")))
  }

  @Test func `Functions that call themselves are refused`() {
    let function = WireWriter.message { function in
      function.text(1, "F")
      function.text(4, "a")
      function.text(5, "b")
      function.data(7, Handmade.node("F", ["a"], ["b"], domain: "own"))
      function.data(9, Handmade.opsetImport("own", 1))
      function.text(10, "own")
    }
    let model = Handmade.model(
      domain: "own", functions: [function],
      graph: Handmade.graph(nodes: [Handmade.node("F", ["x"], ["y"], domain: "own")]))
    #expect(failure(of: model)?.reason == .recursion)
  }

  @Test(arguments: [
    ("Reshape", 8, "string"), ("Reshape", 1, "float32"), ("Expand", 8, "string"),
    ("Tile", 9, "bool"), ("Squeeze", 8, "string"), ("Split", 8, "string"),
    ("ReduceSum", 8, "string"),
  ]) func `Numbers that decide a shape are whole`(type: String, element: Int, found: String) {
    let graph = Handmade.graph(
      inputs: [Handmade.value("x", [1, 8, 4, 4]), Handmade.value("s", [2], type: element)],
      nodes: [Handmade.node(type, ["x", "s"], ["y"], name: "node")])
    let failure = failure(of: Handmade.model(graph: graph))
    #expect(failure?.place == .node("node", type: type))
    #expect(
      failure?.reason
        == .inputShape(1, expected: "whole numbers", found: "a tensor of \(found)"))
  }

  @Test(arguments: [8, 14]) func `Ends of a sequence are numbers`(element: Int) {
    let ends = ["a", "b", "c"]
    let graph = Handmade.graph(
      inputs: [Handmade.value("x", [1, 8])] + ends.map { Handmade.value($0, [], type: element) },
      nodes: [Handmade.node("Range", ends, ["y"], name: "node")])
    let type = element == 8 ? "string" : "complex64"
    #expect(
      failure(of: Handmade.model(graph: graph))?.reason
        == .inputShape(0, expected: "numbers", found: "a tensor of \(type)"))
  }

  @Test(arguments: [(13, false, false), (17, false, false), (18, true, true)])
  func `Parts without sizes are equal, but for those that a number says`(
    opset: Int, isNumbered: Bool, isRead: Bool
  ) throws {
    let attributes =
      [Handmade.attribute("axis", int: 1)]
      + (isNumbered ? [Handmade.attribute("num_outputs", int: 3)] : [])
    let graph = Handmade.graph(
      inputs: [Handmade.value("x", [1, 8])],
      nodes: [
        Handmade.node("Split", ["x"], ["y", "z", "w"], name: "node", attributes: attributes)
      ])
    let network = try ONNXNetwork(
      try ONNXModel(Handmade.model(opset: opset, graph: graph)), name: "net"
    ).network
    let shapes = try? InferredShapes(network, input: [1, 8])
    let parts: [Shape]? = isRead ? [[1, 3], [1, 3], [1, 2]] : nil
    #expect(shapes?.outputs(ofNode: 0).map(\.shape) == parts)
  }

  @Test func `A split has no more parts than it says`() {
    let node = Handmade.node(
      "Split", ["x"], ["y", "z", "w"], name: "node",
      attributes: [Handmade.attribute("num_outputs", int: 2)])
    let model = Handmade.model(opset: 18, graph: Handmade.graph(nodes: [node]))
    #expect(failure(of: model)?.reason == .outputCount(expected: 2, found: 3))
  }

  @Test func `Attributes have to have the kind and the values of their operator`() {
    let filter = Handmade.tensor("w", [4, 3, 3, 3])
    func reason(_ attribute: [UInt8]) -> ONNXFailure.Reason? {
      failure(
        [Handmade.node("Conv", ["x", "w"], ["y"], name: "conv", attributes: [attribute])],
        tensors: [filter])?.reason
    }
    #expect(
      reason(Handmade.attribute("group", int: 3))
        == .attributeValue("group", found: "3", expected: "a divisor of 4"))
    #expect(
      reason(Handmade.attribute("strides", ints: [0, 1]))
        == .attributeValue("strides", found: "[0, 1]", expected: "2 positive numbers"))
    #expect(
      reason(Handmade.attribute("group", ints: [1]))
        == .attributeKind("group", expected: "an integer"))
    #expect(
      reason(Handmade.attribute("kernel_shape", ints: [5, 5]))
        == .attributeValue("kernel_shape", found: "[5, 5]", expected: "[3, 3] as in its filter"))
    #expect(
      reason(Handmade.attribute("auto_pad", text: "SOME")) != nil)
  }

  @Test func `A flattened tensor has the axes before which it is divided`() {
    let node = Handmade.node(
      "Flatten", ["x"], ["y"], name: "node", attributes: [Handmade.attribute("axis", int: 7)])
    #expect(
      failure([node])?.reason
        == .attributeValue("axis", found: "7", expected: "a number of axes, at most 4"))
  }

  @Test func `A Gemm multiplies matrices`() {
    #expect(
      failure(
        [Handmade.node("Gemm", ["x", "w"], ["y"], name: "node")],
        tensors: [Handmade.tensor("w", [8, 8])])?.reason
        == .inputShape(0, expected: "a matrix", found: "1x3x8x8"))
  }
}
