import RLAAnalysis
import RLANetworks
import RLASymbolic
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

  @Test func `Training saves the indices of the largest elements, not the elements`() throws {
    let shapes = try infer { scope, x in
      let row = scope.layer("linear", Linear(4, 4, bias: false))(x)
      let top = scope.apply(TopK(3, axis: 1), to: [row], outputs: 2)
      return [("values", top[0]), ("positions", top[1])]
    }
    let profile = Profile(shapes)
    // The input of the linear layer, 4 bytes each, and the indices of 2x3x4 elements.
    #expect(profile.total.savedTensorBytes.value == 2 * 6 * 4 * 4 + 2 * 3 * 4 * 8)
    let memory = ActivationMemory(shapes)
    #expect(memory.bytesWritten(by: shapes.network.nodes[1]).value == 24 * (4 + 8))
  }

  private func recurrent(_ layer: RecurrentLayers) throws -> Profile {
    let sequence = Fact.float([7, 2, 4])
    let network = Network("recurrent", inputs: [Input("x", sequence)]) { scope, values in
      let results = scope.layer("layer", layer)([values[0], nil], outputs: 1 + layer.cell.states)
      return results.enumerated().map { ("y\($0)", $1) }
    }
    return Profile(try InferredShapes(network, inputs: [sequence]))
  }

  /// FlopCounterMode of torch 2.13.0 around `layer(x)[0].sum().backward()`.
  @Test(arguments: [
    (RecurrentLayers(.gru, 4, 3), 4176), (RecurrentLayers(.tanh, 4, 3), 1392),
    (RecurrentLayers(.tanh, 4, 3, bias: false), 1392), (RecurrentLayers(.lstm, 4, 3), 0),
    (RecurrentLayers(.gru, 4, 3, layers: 2, bidirectional: true), 21744),
  ])
  func `Training a recurrent layer counts as FlopCounterMode does`(
    layer: RecurrentLayers, flops: Int
  ) throws {
    let profile = try recurrent(layer)
    let counts = profile.counts([.torchFlopCounter, .macs])
    #expect(counts["torch-flop-counter@2.13:training"]?.value == flops)
    #expect(counts["macs"] == profile.total.tally.total[.multiplyAdds])
  }

  @Test func `Training saves gates and states of every step, the output once`() throws {
    let profile = try recurrent(RecurrentLayers(.lstm, 4, 3, layers: 2))
    let (input, element) = (7 * 2 * 4 * 4, 7 * 2 * 3 * 4)
    // Four gates, the cell and the hidden state of both layers; the last hidden state is the output.
    #expect(profile.total.savedTensorBytes.value == input + 2 * 6 * element)
    let network = profile.network
    #expect(network.nodes[0].inputs == [ValueID(0), nil])
    #expect(network.nodes[0].outputs.count == 3)
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
