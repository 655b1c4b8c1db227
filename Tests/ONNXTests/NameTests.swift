import RLANetworks
import RLAONNX
import Testing

/// Names of values in files, which become numbers as they are read.
@Suite struct NameTests {
  /// A chain of ReLUs through values with these names.
  private func chain(_ names: [[UInt8]]) throws -> ONNXModel {
    let nodes = zip(names, names.dropFirst()).map { input, output in
      WireWriter.message {
        $0.data(1, input)
        $0.data(2, output)
        $0.text(4, "Relu")
      }
    }
    let last = String(decoding: names[names.count - 1], as: UTF8.self)
    return try ONNXModel(
      Handmade.model(
        graph: Handmade.graph(nodes: nodes, outputs: [Handmade.value(last, [])])))
  }

  @Test func `Equal names are one name among thousands, and others are not`() throws {
    let names = (0..<5000).map { Array("/block\($0 / 7)/Relu_\($0)_output".utf8) }
    let model = try chain([Array("x".utf8)] + names)
    let nodes = model.graph.nodes
    #expect(Set(nodes.map { $0.outputs[0] }).count == names.count)
    for (node, next) in zip(nodes, nodes.dropFirst()) { #expect(node.outputs == next.inputs) }
    #expect(
      nodes.map { model.text(of: $0.outputs[0]) }
        == names.map { String(decoding: $0, as: UTF8.self) })
    #expect(try ONNXNetwork(model, name: "n").network.nodes.count == names.count)
  }

  @Test func `Names that begin alike or have any length differ`() throws {
    let names = (1..<40).map { [UInt8](repeating: 0x61, count: $0) }
    let model = try chain([Array("x".utf8)] + names)
    #expect(model.graph.nodes.map { model.text(of: $0.outputs[0]).utf8.count } == Array(1..<40))
  }

  @Test func `Names that are not UTF-8 are one name wherever they stand`() throws {
    let model = try chain([Array("x".utf8), [0x61, 0xff, 0x62], Array("y".utf8)])
    #expect(model.graph.nodes[0].outputs == model.graph.nodes[1].inputs)
    #expect(model.text(of: model.graph.nodes[0].outputs[0]) == "a\u{FFFD}b")
    // Other bytes that are read as the same text are the same name.
    let twice = try chain([Array("x".utf8), [0x61, 0xff, 0x62], [0x61, 0xfe, 0x62]])
    #expect(twice.graph.nodes[0].outputs == twice.graph.nodes[1].outputs)
    #expect(throws: ONNXFailure.self) { try ONNXNetwork(twice, name: "n") }
  }

  @Test func `An absent name is empty`() throws {
    let node = Handmade.node("Clip", ["x", "", "x"], ["y"])
    let model = try ONNXModel(Handmade.model(graph: Handmade.graph(nodes: [node])))
    #expect(model.graph.nodes[0].inputs.map(\.isEmpty) == [false, true, false])
    #expect(model.graph.nodes[0].shownName == "y")
  }
}
