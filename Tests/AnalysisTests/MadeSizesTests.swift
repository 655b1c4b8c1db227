import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// Tensors whose sizes are the numbers that other nodes make.
@Suite struct MadeSizesTests {
  private let n = Dim(.batch)
  private let t = Dim(Symbol("T"))

  /// What a network over one input makes.
  private func infer(
    _ input: Fact, _ definition: @escaping (Scope, Value) -> Value
  ) throws -> (fact: Fact, assumptions: [String]) {
    let network = Network("arithmetic", inputs: [Input("x", input)]) { scope, values in
      [("y", definition(scope, values[0]))]
    }
    let shapes = try InferredShapes(network, inputs: [input])
    return (
      shapes.facts[network.outputs[0].value], shapes.assumptions.map { "\($0.assumption)" }
    )
  }

  @Test func `Numbers in steps and tensors of one number have exact sizes`() throws {
    let scalar = Fact.known(0)
    func count(_ limit: Dim, _ step: Dim) throws -> (fact: Fact, assumptions: [String]) {
      try infer(.float([n])) { scope, _ in
        scope.apply(
          NumberSequence(),
          to: [scalar, .known(limit), .known(step)].map { scope.constant("number", $0) })[0]
      }
    }
    #expect(try count(7, 3).fact.elements == [0, 3, 6])
    #expect(try count(-5, -2).fact.elements == [0, -2, -4])
    #expect(try count(-5, 2).fact.shape == [0])
    #expect(try count(t, 1).fact.shape == [t])
    #expect(try count(t, 2).fact.shape == [t.ceilDivided(by: 2)])
    #expect(try count(t - 4, 1).assumptions == ["T − 3 ≥ 1"])
    for limit in -9...9 {
      for step in [-3, -1, 1, 2] {
        let numbers = Array(stride(from: 0, to: limit, by: step))
        #expect(try count(Dim(limit), Dim(step)).fact.elements?.map(\.value) == numbers)
      }
    }
    let filled = try infer(.float([n, t])) { scope, x in
      scope.apply(Fill(.int64, 3), to: [scope.apply(ShapeOf(), to: [x])[0]])[0]
    }
    #expect(filled.fact.shape == [n, t] && filled.fact.type == .int64)
    #expect(throws: ShapeFailure.self) {
      try infer(.float([n])) { scope, _ in
        scope.apply(Fill(), to: [scope.constant("shape", .known([-1, 4]))])[0]
      }
    }
  }
}
