import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import Testing

/// Nodes of quantized and fused operators become the operators that count them.
@Suite struct ContributedOperatorTests {
  private static let contributed = "com.microsoft"

  /// What one node over an image of 1x3x8x8 becomes.
  private func read(
    _ type: String, _ inputs: [String], tensors: [[UInt8]] = [], attributes: [[UInt8]] = [],
    domain: String = "", outputs: [String] = ["y"]
  ) throws -> (node: any Operator, shape: Shape, work: Work) {
    let node = Handmade.node(
      type, inputs, outputs, name: "node", domain: domain, attributes: attributes)
    let graph = Handmade.graph(nodes: [node], tensors: tensors)
    let bytes = Handmade.model(domain: domain, graph: graph)
    let network = try ONNXNetwork(try ONNXModel(bytes), name: "n").network
    let shapes = try InferredShapes(network, binding: [:])
    #expect(network.nodes.count == 1)
    return (
      network.operator(of: network.nodes[0]), shapes.output(ofNode: 0), shapes.work(ofNode: 0)
    )
  }

  private let scalars = ["s", "z", "ws", "wz", "ys", "yz"].map { name in
    // Zero points are bytes, scales real numbers.
    name.hasSuffix("z")
      ? Handmade.tensor(name, [], bytes: 1, type: 2) : Handmade.tensor(name, [])
  }

  @Test func `A quantized convolution is one layer`() throws {
    let read = try read(
      "QLinearConv", ["x", "s", "z", "w", "ws", "wz", "ys", "yz"],
      tensors: scalars + [Handmade.tensor("w", [4, 3, 3, 3], bytes: 108, type: 3)])
    #expect(read.node.kind.name == "QuantizedConvolution" && read.shape == [1, 4, 6, 6])
    #expect(read.work[.multiplyAdds] == Dim(4 * 36 * 27))
  }

  @Test func `A quantized sum reads its operands among scales and zero points`() throws {
    let read = try read(
      "QLinearAdd", ["x", "s", "z", "x", "ws", "wz", "ys", "yz"], tensors: scalars,
      domain: Self.contributed)
    #expect(read.node.kind.name == "QuantizedAddition" && read.shape == [1, 3, 8, 8])
    #expect(read.work[.additions] == Dim(192 * 3))
  }

  @Test func `A fused convolution counts its function`() throws {
    let read = try read(
      "FusedConv", ["x", "w"], tensors: [Handmade.tensor("w", [4, 3, 3, 3])],
      attributes: [Handmade.attribute("activation", text: "Sigmoid")], domain: Self.contributed)
    #expect(read.node.kind.name == "FusedConvolution")
    #expect(read.work[.multiplyAdds] == Dim(4 * 36 * 27))
    #expect(read.work[.exponentials] == Dim(4 * 36))
  }

  @Test func `A norm of a sum is one node`() throws {
    let read = try read(
      "SkipLayerNormalization", ["x", "x", "g"], tensors: [Handmade.tensor("g", [8])],
      domain: Self.contributed, outputs: ["y"])
    #expect(read.node.kind == SkipLayerNormalization.kind && read.shape == [1, 3, 8, 8])
    #expect(read.work[.scaledElements] == 192)
  }

  @Test func `Bits are shifted to the side that the node says`() throws {
    let read = try read(
      "BitShift", ["x", "x"], attributes: [Handmade.attribute("direction", text: "RIGHT")])
    #expect((read.node as? Bitwise)?.function == .shiftRight)
    #expect(throws: ONNXFailure.self) {
      try self.read(
        "BitShift", ["x", "x"], attributes: [Handmade.attribute("direction", text: "UP")])
    }
  }

  @Test func `The number of elements that are not 0 becomes a symbol with a bound`() throws {
    let node = Handmade.node("NonZero", ["x"], ["y"], name: "/find/NonZero")
    let bytes = Handmade.model(graph: Handmade.graph(nodes: [node]))
    let network = try ONNXNetwork(try ONNXModel(bytes), name: "n").network
    let sizes = try InferredShapes(network, binding: [:]).unknownSizes
    #expect(sizes.map(\.symbol.name) == ["unknown_find_NonZero"])
    #expect(sizes.map(\.path) == ["/find/NonZero"] && sizes.map(\.bound) == [192])
  }
}
