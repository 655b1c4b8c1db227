import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct GraphBuilderTests {
  /// Two inputs, a pair of which one result is dropped, a constant between nodes, an absent input.
  private let graph = Network(
    "graph", inputs: [Input("image", .float([2, 4, 6, 6])), Input("mask", .float([2, 1, 6, 6]))]
  ) { scope, values in
    let conv = scope.layer("conv", Convolution(4, 4, .same(3)))
    let first = conv(values[0])
    let table = scope.constant("table", .float([4, 1, 1]))
    let halves = scope.apply(TestSplit(), to: [first, nil], outputs: 2)
    let scaled = scope.apply(Arithmetic(.multiply), to: [halves[1], values[1]])[0]
    return [("scaled", scaled), ("image", values[0]), ("table", table)]
  }

  @Test func `Values are numbered in the order in which they are made`() {
    #expect(graph.valueCount == 7)
    #expect(
      graph.origins == [
        .input(0), .input(1), .node(0, output: 0), .constant(0), .node(1, output: 0),
        .node(1, output: 1), .node(2, output: 0),
      ])
    #expect(graph.outputs.map(\.name) == ["scaled", "image", "table"])
    #expect(graph.outputs.map(\.value.index) == [6, 0, 3])
    #expect((0..<7).map { graph.producer(of: ValueID($0)) } == [nil, nil, 0, nil, 1, 1, 2])
    #expect(
      (0..<7).map { graph.place(of: ValueID($0)) }
        == ["image", "mask", "conv", "table", "split", "split", "mul"])
  }

  @Test func `A node lists what it reads and what it omits`() {
    let split = graph.nodes[1]
    #expect(split.inputs == [ValueID(2), nil])
    #expect(split.reads == [ValueID(2)])
    #expect(split.outputs == ValueID(4)..<ValueID(6) && split.output == ValueID(4))
    #expect(!split.isPlain && split.bodies.isEmpty)
    #expect(graph.nodes[2].isPlain && graph.nodes[2].reads.map(\.index) == [5, 1])
    #expect(graph.imageChannels == nil)
  }

  @Test func `Operators of several outputs make as many values as are read`() {
    let network = Network("several", inputs: [Input("x", .float([7, 2, 4]))]) { scope, values in
      let lstm = scope.layer("lstm", RecurrentLayers(.lstm, 4, 3))
      let results = lstm([values[0], nil, values[0]], outputs: 3)
      let parts = scope.apply(Split(.equal(3), axis: 2), to: [results[0]], outputs: 3)
      let top = scope.apply(TopK(1), to: [parts[2]], outputs: 2)
      return [("values", top[0]), ("positions", top[1]), ("state", results[1])]
    }
    #expect(network.nodes.map { $0.outputs.map(\.index) } == [[1, 2, 3], [4, 5, 6], [7, 8]])
    #expect(network.nodes.map { $0.reads.map(\.index) } == [[0, 0], [1], [6]])
    #expect(network.nodes[0].inputs == [ValueID(0), nil, ValueID(0)])
    #expect(network.outputs.map(\.value.index) == [7, 8, 2])
    #expect(network.parameterCount == 108)
  }

  @Test func `Ports say which inputs are optional and which are variadic`() {
    let lstm = OperatorKind.lstm
    #expect(lstm.inputLimits == 1...5 && OperatorKind.gru.inputLimits == 1...3)
    #expect(lstm.inputs.map(\.name) == ["X", "initial_h", "initial_c", "sequence_lens", "P"])
    #expect(lstm.outputs.map(\.name) == ["Y", "Y_h", "Y_c"])
    #expect(lstm.readsAllElements)
    #expect(Split.kind.inputLimits == 1...2 && Split.kind.port(ofInput: 1).use == .attributes)
    #expect(Split.kind.outputs.last?.presence == .variadic)
    #expect(TopK.kind.outputs.map(\.name) == ["Values", "Indices"])
    #expect(Pad.kind.inputs.map(\.use) == [.elements, .attributes, .elements, .attributes])
    #expect(Resize.kind.inputLimits == 1...4 && Tile.kind.inputLimits == 1...2)
  }

  @Test func `A body lists its captures, and its layers count`() {
    let network = Network("outer", inputs: [Input("x", .float([2, 4, 6, 6]))]) { scope, values in
      let condition = scope.constant("condition", Fact(.bool, []))
      let conv = scope.layer("conv", Convolution(4, 4, .same(1)))
      let seen = conv(values[0])
      let captured = [(Input("seen", .float([2, 4, 6, 6])), seen)]
      let bodies = [
        scope.body("then", capturing: captured) { inner, values in
          let layer = inner.layer("layer", Convolution(4, 4, .same(3)))
          return [("y", layer(layer(values[0])))]
        },
        scope.body("else", capturing: captured) { inner, values in
          [("y", inner.layer("norm", BatchNormalization(4))(values[0]))]
        },
      ]
      return [("y", scope.apply(If(), to: [condition], bodies: bodies)[0])]
    }
    let node = network.nodes[1]
    #expect(node.inputs == [ValueID(1)])
    #expect(node.reads.map(\.index) == [1, 2, 2])
    #expect(node.bodies.map(\.captures) == [[ValueID(2)], [ValueID(2)]])
    #expect(node.bodies.map(\.network.name) == ["then", "else"])
    #expect(node.bodies[0].network.nodes[0].reads == [ValueID(0)])
    // 16 in the graph, 144 of the layer that is applied twice, scale and shift of the norm.
    #expect(network.parameterCount.value == 16 + 144 + 8)
    #expect(node.bodies[0].network.applicationCounts == [2])
  }

  @Test func `A loop without its body is refused where it is written`() async {
    await #expect(processExitsWith: .failure) {
      _ = Network("loop", inputs: [Input("x", .float([2]))]) { scope, values in
        [("y", scope.apply(Loop(), to: [nil, nil, values[0]])[0])]
      }
    }
  }

  @Test func `Scopes prefix constants and functions, and stages hold their nodes`() {
    let network = Network("scoped", inputs: [Input("x", .float([2, 4]))]) { scope, values in
      let inner = scope.scope("block").scope("0")
      let y = scope.stage("first") {
        let constant = inner.constant("weight", .float([4]))
        return inner.run { inner.apply(Arithmetic(.add), to: [values[0], constant])[0] }
      }
      return scope.stage("second") { [("y", scope.apply(Activation(.relu), to: [y])[0])] }
    }
    #expect(network.constants.map(\.name) == ["block.0.weight"])
    #expect(network.path(of: network.nodes[0]) == "block.0.add")
    #expect(network.nodes.map(network.stage(of:)) == [0, 1])
    #expect(network.stages == ["first", "second"])
  }
}
