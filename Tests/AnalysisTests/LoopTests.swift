import RLAAnalysis
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Nodes that run a body again and again.
@Suite struct LoopTests {
  /// A state under a shared linear layer in each run, which is also stacked.
  private func loop(_ runs: Fact?) -> Network {
    Network("loop", inputs: [Input("state", .float([2, 8]))]) { scope, values in
      let count = runs.map { scope.constant("count", $0) }
      let body = scope.body(
        "body",
        inputs: [
          Input("run", Fact(.int64, [])), Input("go", Fact(.bool, [])),
          Input("state", .float([2, 8])),
        ]
      ) { inner, values in
        let next = inner.layer("linear", Linear(8, 8, bias: true))(values[2])
        return [("go", values[1]), ("state", next), ("seen", next)]
      }
      let results = scope.apply(
        Loop(), to: [count, nil, values[0]], bodies: [body], outputs: 2)
      return [("state", results[0]), ("all", results[1])]
    }
  }

  private func shapes(_ network: Network) throws -> InferredShapes {
    try InferredShapes(network, inputs: network.inputs.map(\.fact))
  }

  @Test func `Known runs multiply the work and not the weights`() throws {
    let shapes = try shapes(loop(.known(5)))
    #expect(shapes.outputs(ofNode: 0).map(\.shape) == [[2, 8], [5, 2, 8]])
    let profile = Profile(shapes)
    #expect(profile.total.tally.total[.multiplyAdds] == Dim(5 * 2 * 64))
    #expect(profile.total.tally.total[.biasAdditions] == Dim(5 * 2 * 8))
    #expect(profile.total.parameters == 72 && shapes.network.parameterCount == 72)
    #expect(profile.trainedParameterCount == 72)
    #expect(profile.trainingMemory.gradients.value == 72 * 4)
    #expect(profile.trainingMemory.savedActivations == profile.total.savedTensorBytes)
    #expect(profile.total.savedTensorBytes == Dim(5 * 2 * 8 * 4))
    #expect(profile.memory.moments.count == 4)
  }

  @Test(arguments: [nil, Fact(.int64, []), Fact.known(Dim(.max))])
  func `An unknown number of runs is a new size`(count: Fact?) throws {
    let shapes = try shapes(loop(count))
    let runs = Dim(.unknown(at: "while_loop", ["runs"]))
    #expect(shapes.output(ofNode: 0) == [2, 8])
    #expect(shapes.outputs(ofNode: 0)[1].shape == [runs, 2, 8])
    #expect(Profile(shapes).total.tally.total[.multiplyAdds] == runs * 128)
  }

  @Test func `A loop without runs returns its inputs`() throws {
    let shapes = try shapes(loop(.known(0)))
    #expect(shapes.outputs(ofNode: 0).map(\.shape) == [[2, 8], [0, 2, 8]])
    #expect(Profile(shapes).total.tally.total[.multiplyAdds] == 0)
  }

  @Test func `A size that changes from run to run is unknown, and so is what depends on it`() throws
  {
    // The states move on by one place in every run, so that only the third run sees all change.
    let facts = [Fact.float([1, 2]), .float([1, 2]), .float([1, 2]), .float([1, 3])]
    let network = Network("growing", inputs: facts.map { Input("x", $0) }) { scope, values in
      let names = [Fact(.int64, []), Fact(.bool, [])] + facts
      let body = scope.body("body", inputs: names.map { Input("x", $0) }) { inner, values in
        let grown = inner.apply(Concatenation(), to: [values[4], values[5]])[0]
        let sum = inner.apply(Concatenation(), to: [values[2], values[2]])[0]
        return [
          ("go", values[1]), ("a", values[3]), ("b", values[4]), ("c", grown), ("d", values[5]),
          ("seen", sum),
        ]
      }
      let count = scope.constant("count", .known(9))
      let results = scope.apply(Loop(), to: [count, nil] + values, bodies: [body], outputs: 5)
      return results.enumerated().map { ("y\($0)", $1) }
    }
    let results = try shapes(network).outputs(ofNode: 0).map(\.shape)
    let unknown = (0..<3).map { Dim(.unknown(at: "while_loop", ["carried\($0).1"])) }
    #expect(results[0] == [1, unknown[1]])
    #expect(results[1] == [1, unknown[2]])
    #expect(results[2] == [1, unknown[2] + 3])
    #expect(results[3] == [1, 3])
    #expect(results[4] == [9, 1, unknown[0] * 2])
  }

  @Test(arguments: [nil, Fact.known(7)])
  func `An axis that every run makes longer has its length after all runs`(count: Fact?) throws {
    let network = Network("growing", inputs: [Input("kept", .float([2, 8]))]) { scope, values in
      let inputs = [Fact(.int64, []), Fact(.bool, []), Fact.float([2, 8])]
      let body = scope.body("body", inputs: inputs.map { Input("x", $0) }) { inner, values in
        let row = inner.constant("row", .float([3, 8]))
        let longer = inner.apply(Concatenation(axis: 0), to: [values[2], row])[0]
        return [("go", inner.constant("go", Fact(.bool, [], elements: [1]))), ("kept", longer)]
      }
      let runs = count.map { scope.constant("count", $0) }
      let results = scope.apply(Loop(), to: [runs, nil, values[0]], bodies: [body], outputs: 1)
      return [("kept", results[0])]
    }
    let runs = count?.element ?? Dim(.unknown(at: "while_loop", ["runs"]))
    #expect(try shapes(network).output(ofNode: 0) == [2 + 3 * runs, 8])
  }

  @Test func `A scan runs along the first axis and carries its states`() throws {
    let (t, n) = (Dim(Symbol("T")), Dim(.batch))
    let facts = [Fact.float([n, 8]), .float([t, n, 4]), .float([t, n, 4])]
    let network = Network("scan", inputs: facts.map { Input("x", $0) }) { scope, values in
      let seen = [facts[0], .float([n, 4]), .float([n, 4])]
      let body = scope.body("body", inputs: seen.map { Input("x", $0) }) { inner, values in
        let both = inner.apply(Concatenation(), to: [values[1], values[2]])[0]
        let linear = inner.layer("linear", Linear(8, 8, bias: false))
        let next = inner.apply(Arithmetic(.add, .aligned), to: [linear(both), values[0]])[0]
        return [("state", next), ("y", both)]
      }
      return [
        ("y", scope.apply(Scan(states: 1), to: values.map { $0 }, bodies: [body], outputs: 2)[1])
      ]
    }
    let shapes = try shapes(network)
    #expect(shapes.outputs(ofNode: 0).map(\.shape) == [[n, 8], [t, n, 8]])
    let work = Profile(shapes).total.tally.total
    #expect(work[.multiplyAdds] == t * n * 64)
    #expect(work[.additions] == t * n * 8)
    let bound = try InferredShapes(network, binding: [Symbol("T"): 6, .batch: 3])
    #expect(Profile(bound).total.tally.total[.multiplyAdds].value == 6 * 3 * 64)
    #expect(throws: ShapeFailure.self) {
      try InferredShapes(
        network, inputs: [.float([2, 8]), .float([5, 2, 4]), .float([6, 2, 4])])
    }
  }
}
