import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// Gradients and memory of what bodies capture and return.
@Suite struct BodyFlowTests {
  private static let map = Fact.float([1, 4, 8, 8])

  /// A convolution, then one more under a condition that is known to hold, or as it stands.
  private func guarded(inBody: Bool, isRead: Bool = true) -> Network {
    Network("guarded", inputs: [Input("x", Self.map)]) { scope, values in
      let x = scope.layer("conv", Convolution(4, 4, .same(3)))(values[0])
      func twice(_ scope: Scope, _ x: Value) -> Value {
        let first = scope.layer("first", Convolution(4, 16, .same(3)))(x)
        let second = scope.layer("second", Convolution(16, 4, .same(3)))(first)
        return scope.apply(Arithmetic(.add, .aligned), to: [second, x])[0]
      }
      guard inBody else { return [("y", twice(scope, x))] }
      let flag = scope.constant("flag", Fact(.bool, [], elements: [1]))
      let captured = [(Input("seen", Self.map), x)]
      let bodies = [
        scope.body("then", capturing: captured) { [("y", twice($0, $1[0]))] },
        scope.body("else", capturing: captured) { [("y", $1[0])] },
      ]
      let y = scope.apply(If(), to: [flag], bodies: bodies)[0]
      return [("y", isRead ? y : x)]
    }
  }

  private func profile(_ network: Network, freezing frozen: Set<Int> = []) throws -> Profile {
    Profile(
      try InferredShapes(network, inputs: network.inputs.map(\.fact)), frozenLayers: frozen)
  }

  @Test func `A branch that is known to run costs as much as it would in place of the node`() throws
  {
    let (body, plain) = (try profile(guarded(inBody: true)), try profile(guarded(inBody: false)))
    for quantity in Quantity.allCases {
      #expect(body.total.tally.total[quantity] == plain.total.tally.total[quantity], "\(quantity)")
    }
    #expect(body.total.parameters == plain.total.parameters)
    #expect(body.memory.peak?.bytes == plain.memory.peak?.bytes)
    #expect(body.memory.peak?.node == 1)
    #expect(body.trainedParameterCount == plain.trainedParameterCount)
  }

  @Test func `A captured value needs a gradient where the layer before it is trained`() throws {
    let free = try profile(guarded(inBody: true))
    let inner = 64 * 9 * (4 * 16 + 16 * 4)
    #expect(free.total.tally.total[.inputGradient].value == inner)
    #expect(free.total.tally.total[.weightGradient] == free.total.tally.total[.multiplyAdds])
    let frozen = try profile(guarded(inBody: true), freezing: [0])
    #expect(frozen.total.tally.total[.inputGradient].value == 64 * 9 * 16 * 4)
    #expect(frozen.total.tally.total[.weightGradient].value == inner)
  }

  @Test func `An unused body needs no gradients inside either`() throws {
    let network = guarded(inBody: true, isRead: false)
    let dropped = try profile(network)
    #expect(!dropped.flow.passes(network.nodes[1]))
    #expect(dropped.total.tally.total[.weightGradient].value == 64 * 9 * 16)
    #expect(dropped.total.tally.total[.inputGradient] == 0)
    #expect(DeadWork(dropped).nodes == [1])
  }

  @Test func `A state needs a gradient from the second run onward`() throws {
    let network = Network("state", inputs: [Input("x", .float([2, 8]))]) { scope, values in
      let inputs = [Fact(.int64, []), Fact(.bool, []), .float([2, 8])].map { Input("x", $0) }
      let body = scope.body("body", inputs: inputs) { inner, values in
        let linear = inner.layer("linear", Linear(8, 8, bias: false))
        return [("go", values[1]), ("state", linear(values[2]))]
      }
      let count = scope.constant("count", .known(4))
      return [("y", scope.apply(Loop(), to: [count, nil, values[0]], bodies: [body])[0])]
    }
    let work = try profile(network).total.tally.total
    // Counts take every run for one of them.
    #expect(work[.inputGradient].value == 4 * 128)
    #expect(work[.weightGradient].value == 4 * 128)
  }

  @Test func `No gradient flows to sizes, indices, conditions and shapes`() throws {
    let network = Network("sizes", inputs: [Input("x", .float([2, 8]))]) { scope, values in
      let x = scope.layer("first", Linear(8, 8, bias: false))(values[0])
      let y = scope.layer("second", Linear(8, 8, bias: false))(values[0])
      let sizes = scope.apply(ShapeOf(), to: [x])[0]
      return [("y", scope.apply(Reshape(to: nil), to: [y, sizes])[0])]
    }
    let flow = GradientFlow(network)
    #expect(network.nodes.map { flow.passes($0) } == [false, true, false, true])
    #expect(network.nodes.map { flow.reachesLoss($0) } == [false, true, true, true])
  }

  @Test func `Constants are data: they take no memory and are not saved`() throws {
    let network = Network("constant", inputs: [Input("x", .float([2, 8]))]) { scope, values in
      let x = scope.layer("linear", Linear(8, 8, bias: false))(values[0])
      let table = scope.constant("table", .float([1000, 8]))
      let view = scope.apply(Reshape(to: [.size(500), .size(2), .size(8)]), to: [table])[0]
      return [("y", scope.apply(Arithmetic(.multiply), to: [view, x])[0])]
    }
    let profile = try profile(network)
    // The input of the linear layer and its result.
    #expect(profile.total.savedTensorBytes.value == 2 * 8 * 4 + 2 * 8 * 4)
    #expect(profile.memory.liveBytes.map(\.value) == [128, 64, 32_064])
  }

  @Test func `A result that the network returns is not overwritten`() throws {
    let network = Network("returned", inputs: [Input("x", .float([2, 8]))]) { scope, values in
      let x = scope.layer("linear", Linear(8, 8, bias: false))(values[0])
      return [("x", x), ("y", scope.apply(Activation(.relu), to: [x])[0])]
    }
    let profile = try profile(network)
    #expect(profile.memory.home.map(\.index) == [0, 1, 2])
    #expect(profile.memory.liveBytes.map(\.value) == [128, 128])
  }

  @Test func `Runs of nested bodies multiply, and their paths are joined`() throws {
    func nested(_ kernel: Int) -> Network {
      Network("nested", inputs: [Input("x", Self.map)]) { scope, values in
        func loop(_ scope: Scope, _ runs: Dim, _ x: Value, _ run: (Scope, Value) -> Value) -> Value
        {
          let inputs = [Fact(.int64, []), Fact(.bool, []), Self.map].map { Input("x", $0) }
          let body = scope.body("body", inputs: inputs) { inner, values in
            [("go", values[1]), ("x", run(inner.scope("block"), values[2]))]
          }
          let count = scope.constant("count", .known(runs))
          return scope.apply(Loop(), to: [count, nil, x], bodies: [body])[0]
        }
        let y = loop(scope, 3, values[0]) { outer, x in
          outer.run {
            loop(outer, 5, x) { inner, x in
              inner.layer("conv", Convolution(4, 4, Window(kernel, padding: 1)))(x)
            }
          }
        }
        return [("y", y)]
      }
    }
    let profile = try profile(nested(3))
    #expect(profile.total.tally.total[.multiplyAdds].value == 15 * 64 * 16 * 9)
    #expect(profile.total.parameters.value == 144)
    #expect(profile.network.parameterCount.value == 144)
    #expect(profile.total.calls == 3)
    let failure = #expect(throws: ShapeFailure.self) { try self.profile(nested(12)) }
    #expect(failure?.path == "while_loop.block.while_loop.block.conv")
  }
}
