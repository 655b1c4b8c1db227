import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import Testing

/// Models whose operators follow only from the sizes that their inputs are given.
@Suite struct BoundInputTests {
  /// As exporters write `squeeze`: the last axis goes where its size is 1.
  private static func squeezing(then: [[UInt8]], otherwise: [[UInt8]]) -> ONNXModel? {
    func body(_ nodes: [[UInt8]]) -> [UInt8] { Handmade.graph(inputs: [], nodes: nodes) }
    let nodes = [
      Handmade.node("Shape", ["x"], ["sizes"]),
      Handmade.node("Gather", ["sizes", "three"], ["last"]),
      Handmade.node("Equal", ["last", "one"], ["isOne"]),
      Handmade.node(
        "If", ["isOne"], ["s"], name: "/If",
        attributes: [
          Handmade.attribute("then_branch", graph: body(then)),
          Handmade.attribute("else_branch", graph: body(otherwise)),
        ]),
      Handmade.node("Squeeze", ["s"], ["y"], name: "/Squeeze"),
    ]
    let tensors = [
      Handmade.tensor("three", whole: [], [3]), Handmade.tensor("one", whole: [], [1]),
      Handmade.tensor("axis", whole: [1], [3]), Handmade.tensor("far", whole: [1], [4]),
    ]
    let graph = Handmade.graph(
      inputs: [Handmade.value("x", [1, 3, 8, 0])], nodes: nodes, tensors: tensors)
    return try? ONNXModel(Handmade.model(graph: graph))
  }

  private func shape(_ model: ONNXModel?, _ sizes: Shape) throws -> Shape {
    let model = try #require(model)
    let facts = [Fact.float(sizes)]
    let network = try ONNXNetwork(model, name: "n", inputs: facts).network
    #expect(network.inputs[0].fact.shape.dims[3].value == nil)
    let shapes = try InferredShapes(network, inputs: facts)
    return shapes[network.outputs[0].value]
  }

  private static let squeeze = Handmade.node("Squeeze", ["x", "axis"], ["y"])
  private static let identity = Handmade.node("Identity", ["x"], ["y"])

  @Test func `Branches of different ranks are read where sizes decide`() throws {
    let model = Self.squeezing(then: [Self.squeeze], otherwise: [Self.identity])
    #expect(try shape(model, [1, 3, 8, 1]) == [3, 8])
    #expect(try shape(model, [1, 3, 8, 5]) == [3, 8, 5])
  }

  @Test func `A branch that never runs may have axes that do not exist`() throws {
    let model = Self.squeezing(
      then: [Self.squeeze], otherwise: [Handmade.node("Squeeze", ["x", "far"], ["y"])])
    #expect(try shape(model, [1, 3, 8, 1]) == [3, 8])
  }

  @Test func `Without sizes the node says what it misses`() throws {
    let model = try #require(
      Self.squeezing(then: [Self.squeeze], otherwise: [Self.identity]))
    #expect(
      throws: ONNXFailure(.openShape(0, name: "data"), at: .node("/Squeeze", type: "Squeeze"))
    ) { try ONNXNetwork(model, name: "n") }
  }

  @Test(arguments: ["Softmax", "LogSoftmax", "Hardmax"])
  func `Before version 13 all axes from one on are one`(type: String) throws {
    func work(_ opset: Int, _ axis: Int) throws -> (Shape, Work) {
      let node = Handmade.node(
        type, ["x"], ["y"], name: "p", attributes: [Handmade.attribute("axis", int: axis)])
      let model = try ONNXModel(
        Handmade.model(opset: opset, graph: Handmade.graph(nodes: [node])))
      let network = try ONNXNetwork(model, name: "n").network
      let shapes = try InferredShapes(network, binding: [:])
      #expect(network.nodeNames.allSatisfy { $0 == "p" })
      return (shapes[network.outputs[0].value], Profile(shapes).total.work)
    }
    // A row of 192 elements takes 191 comparisons, one of 8 takes 7.
    let (shape, joined) = try work(12, 1)
    #expect(shape == [1, 3, 8, 8])
    #expect(joined[.comparisons] == 191)
    #expect(try work(13, 1).1[.comparisons] == 128)
    #expect(try work(12, 3).1[.comparisons] == 168)
    #expect(try work(13, 3).1[.comparisons] == 168)
  }

  @Test func `A norm whose statistics the network computes is counted by its parts`() throws {
    let nodes = [
      Handmade.node(
        "ReduceMean", ["x", "axes"], ["mean"],
        attributes: [
          Handmade.attribute("keepdims", int: 0)
        ]),
      Handmade.node("BatchNormalization", ["x", "s", "s", "mean", "mean"], ["y"], name: "norm"),
    ]
    let graph = Handmade.graph(
      nodes: nodes,
      tensors: [Handmade.tensor("s", [3]), Handmade.tensor("axes", whole: [3], [0, 2, 3])])
    let model = try ONNXModel(Handmade.model(opset: 18, graph: graph))
    let shapes = try InferredShapes(try ONNXNetwork(model, name: "n").network, binding: [:])
    #expect(shapes[shapes.network.outputs[0].value] == [1, 3, 8, 8])
    let total = Profile(shapes).total
    #expect(Coverage.all(total.tally, [.macs]).map(\.unknown) == [0])
    #expect(total.work[.multiplications] == 192)
    // A division for each element; for each channel one of its mean, and a square root, which counts as one.
    #expect(total.work[.divisions].value == 192 + 3 + 3)
  }

  @Test func `Functions of elements without a rule keep their shape`() throws {
    let node = Handmade.node("CumProd", ["x", "axis"], ["y"], name: "product")
    let graph = Handmade.graph(
      nodes: [node], tensors: [Handmade.tensor("axis", whole: [], [1])])
    let model = try ONNXModel(Handmade.model(graph: graph))
    let shapes = try InferredShapes(try ONNXNetwork(model, name: "n").network, binding: [:])
    #expect(shapes.output(ofNode: 0) == [1, 3, 8, 8])
    let coverage = Coverage.all(Profile(shapes).total.tally, [.macs])
    #expect(coverage.map(\.unknown) == [1])
  }
}
