import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// Sizes known only at run time have one name each, which depends on the network alone.
@Suite struct UnknownSizeTests {
  private let map = Fact.float([2, 3, 8])

  /// Two nodes of one path, and one whose path looks like a numbered one.
  private var network: Network {
    Network("nonzero", inputs: [Input("x", map)]) { net, values in
      let twice = net.scope("nms").run { () -> [Value] in
        (0..<2).map { _ in net.apply(NonZero(), to: values)[0] }
      }
      let other = net.scope("nms.1").run { net.apply(NonZero(), to: values)[0] }
      let sizes = twice.map { net.apply(ShapeOf(1..<2), to: [$0])[0] }
      let fewer = net.scope("top").run {
        net.apply(Arithmetic(.minimum), to: [sizes[0], net.constant("most", .known([5]))])[0]
      }
      let best = net.scope("best").run {
        net.apply(TopK(axis: 2), to: [values[0], fewer], outputs: 2)[0]
      }
      return [("a", twice[0]), ("b", twice[1]), ("c", other), ("d", best)]
    }
  }

  @Test func `Two nodes never share a symbol, and two passes agree`() throws {
    let (first, second) = try (
      InferredShapes(network, inputs: [map]), InferredShapes(network, inputs: [map])
    )
    let sizes = first.unknownSizes
    #expect(
      sizes.map(\.symbol.name) == [
        "unknown_nms_nonzero", "unknown_nms_nonzero_2", "unknown_nms_1_nonzero",
        "unknown_top_minimum",
      ])
    #expect(Set(sizes.map(\.symbol)).count == 4)
    #expect(sizes == second.unknownSizes && first.facts == second.facts)
    #expect(sizes.map(\.path) == ["nms.nonzero", "nms.nonzero", "nms.1.nonzero", "top.minimum"])
    #expect(sizes.map(\.kind) == [NonZero.kind, NonZero.kind, NonZero.kind, .minimum])
    #expect(sizes.map(\.bound) == [48, 48, 48, 5])
  }

  @Test func `Counts are formulas in them`() throws {
    let shapes = try InferredShapes(network, inputs: [map])
    let top = Dim(shapes.unknownSizes[3].symbol)
    #expect(shapes.facts[network.outputs[3].value].shape == [2, 3, top])
    let network = Network("product", inputs: [Input("x", map)]) { net, values in
      let rows = net.apply(NonZero(), to: values)[0]
      let numbers = net.apply(Cast(to: .float32), to: [rows])[0]
      return [("y", net.apply(MatMul(), to: [net.constant("w", .float([4, 3])), numbers])[0])]
    }
    let product = try InferredShapes(network, inputs: [map])
    let count = Dim(try #require(product.unknownSizes.first).symbol)
    #expect(Profile(product).total.tally.total[.multiplyAdds] == count * 12)
  }

  @Test func `Bodies have places of their own`() throws {
    let network = Network("loop", inputs: [Input("x", map)]) { net, values in
      let runs = net.constant("runs", Fact(.int64, []))
      let body = net.body(
        "body", inputs: [Input("i", Fact(.int64, [])), Input("go", Fact(.bool, []))],
        capturing: [(Input("seen", map), values[0])]
      ) { inner, values in
        let found = inner.scope("find").run { inner.apply(NonZero(), to: [values[2]])[0] }
        return [("go", values[1]), ("found", found)]
      }
      return net.scope("loop").run {
        [("y", net.apply(Loop(), to: [runs, nil], bodies: [body])[0])]
      }
    }
    let shapes = try InferredShapes(network, inputs: [map])
    #expect(
      shapes.unknownSizes.map(\.symbol.name) == [
        "unknown_loop_while_loop__body0__find_nonzero", "unknown_loop_while_loop__runs",
      ])
    #expect(shapes.unknownSizes.map(\.path) == ["loop.while_loop.find.nonzero", "loop.while_loop"])
    #expect(shapes.unknownSizes.map(\.bound) == [48, nil])
  }
}
