import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import Testing

/// Branches and loops that become nodes of the graph around them.
@Suite struct InlinedBodyTests {
  /// A loop that doubles a value and stacks what it has each time.
  private static func loop() -> [UInt8] {
    let body = Handmade.graph(
      inputs: [Handmade.value("i", []), Handmade.value("on", []), Handmade.value("v", [4])],
      nodes: [
        Handmade.node("Add", ["v", "v"], ["w"]), Handmade.node("Identity", ["on"], ["still"]),
        Handmade.node("Relu", ["w"], ["all"]),
      ],
      outputs: [
        Handmade.value("still", []), Handmade.value("w", [4]), Handmade.value("all", [4]),
      ])
    return Handmade.model(
      graph: Handmade.graph(
        inputs: [Handmade.value("x", [4]), Handmade.value("steps", [])],
        nodes: [
          Handmade.node(
            "Cast", ["steps"], ["runs"], attributes: [Handmade.attribute("to", int: 7)]),
          Handmade.node(
            "Loop", ["runs", "", "x"], ["y", "z"], name: "/Loop",
            attributes: [Handmade.attribute("body", graph: body)]),
        ], outputs: [Handmade.value("y", [4]), Handmade.value("z", [])]))
  }

  private func network(_ bytes: [UInt8], runs: Int?) throws -> Network {
    let steps = Fact(.float32, [], elements: runs.map { [Dim($0)] })
    return try ONNXNetwork(
      ONNXModel(bytes), name: "n", inputs: [.float([4]), steps], inlinesBodies: true
    ).network
  }

  @Test func `A loop becomes as many copies of its nodes as it runs`() throws {
    let network = try network(Self.loop(), runs: 3)
    let kinds = network.nodes.map(\.kind.name)
    #expect(kinds.count { $0 == Arithmetic(.add).kind.name } == 3)
    #expect(network.nodes.allSatisfy { $0.bodies.isEmpty })
    let steps = Fact(.float32, [], elements: [3])
    let shapes = try InferredShapes(network, inputs: [.float([4]), steps])
    #expect(network.outputs.map { shapes[$0.value] } == [[4], [3, 4]])
  }

  @Test(arguments: [nil, -1, 0, 1 << 40])
  func `A loop of no or too many runs, or of unknown ones, stays`(runs: Int?) throws {
    let network = try network(Self.loop(), runs: runs)
    #expect(network.nodes.contains { !$0.bodies.isEmpty })
  }

  private func branches(_ otherwise: [UInt8]) throws -> Network {
    func branch(_ node: [UInt8]) -> [UInt8] {
      Handmade.graph(inputs: [], nodes: [node], outputs: [Handmade.value("b", [])])
    }
    let bytes = Handmade.model(
      graph: Handmade.graph(
        inputs: [Handmade.value("x", [4]), Handmade.value("steps", [])],
        nodes: [
          Handmade.node(
            "Cast", ["steps"], ["c"], attributes: [Handmade.attribute("to", int: 9)]),
          Handmade.node(
            "If", ["c"], ["y"], name: "/If",
            attributes: [
              Handmade.attribute(
                "then_branch", graph: branch(Handmade.node("Relu", ["x"], ["b"]))),
              Handmade.attribute("else_branch", graph: branch(otherwise)),
            ]),
        ], outputs: [Handmade.value("y", [])]))
    return try network(bytes, runs: nil)
  }

  @Test func `Where a condition is computed, both branches run and one result is chosen`() throws {
    let network = try branches(Handmade.node("Sigmoid", ["x"], ["b"]))
    let kinds = network.nodes.map(\.kind)
    #expect(kinds.count == 4 && kinds.last == Where.kind)
  }

  @Test func `Branches of different shapes stay`() throws {
    let network = try branches(Handmade.node("Shape", ["x"], ["b"]))
    #expect(network.nodes.contains { $0.kind == If.kind })
  }
}
