import Analysis
import Networks
import Operators
import Symbolic
import Testing

/// Operators of several outputs in networks.
@Suite struct ManyOutputsTests {
  private static let map = Fact.float([2, 6, 4])

  private func infer(
    _ definition: @escaping (Scope, Value) -> [(String, Value)]
  ) throws -> InferredShapes {
    let network = Network("many", inputs: [Input("x", Self.map)]) { definition($0, $1[0]) }
    return try InferredShapes(network, inputs: [Self.map])
  }

  @Test func `Every part of a split is a view of what is split`() throws {
    let shapes = try infer { scope, x in
      let wide = scope.apply(Activation(.gelu), to: [x])
      let parts = scope.apply(Split(.sizes([1, 2, 3])), to: wide, outputs: 3)
      return [("first", scope.apply(Activation(.gelu), to: [parts[0]])[0]), ("last", parts[2])]
    }
    let network = shapes.network
    let split = network.nodes[1]
    #expect(split.outputs.map { shapes[$0].values } == [[2, 1, 4], [2, 2, 4], [2, 3, 4]])
    let memory = ActivationMemory(shapes)
    #expect(split.outputs.map { memory.home[$0] } == [1, 1, 1].map { ValueID($0) })
    #expect(memory.bytesWritten(by: split) == 0 && memory.bytesMoved(by: split) == 0)
    // A part is an output, so that the whole stays to the end.
    #expect(memory.lastUse[1] == network.nodes.count)
    let (input, wide, first) = (192, 192, 32)
    #expect(memory.liveBytes.map(\.value) == [input + wide, wide, wide + first])
  }

  @Test func `Training keeps the positions of the largest elements, not the elements`() throws {
    let shapes = try infer { scope, x in
      let row = scope.layer("linear", Linear(4, 4, bias: false))(x)
      let top = scope.apply(TopK(3, axis: 1), to: [row], outputs: 2)
      return [("values", top[0]), ("positions", top[1])]
    }
    let profile = Profile(shapes)
    // The input of the linear layer, 4 bytes each, and the positions of 2x3x4 elements.
    #expect(profile.total.savedBytes.value == 2 * 6 * 4 * 4 + 2 * 3 * 4 * 8)
    let memory = ActivationMemory(shapes)
    #expect(memory.bytesWritten(by: shapes.network.nodes[1]).value == 24 * (4 + 8))
  }

  @Test func `A network may read fewer parts than there are, and no more`() throws {
    let shapes = try infer { scope, x in
      [("y", scope.apply(Split(.equal(3)), to: [x], outputs: 2)[1])]
    }
    #expect(shapes[shapes.network.outputs[0].value].values == [2, 2, 4])
    #expect(throws: ShapeFailure.self) {
      try infer { scope, x in
        [("y", scope.apply(Split(.equal(3)), to: [x], outputs: 4)[3])]
      }
    }
  }
}
