import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// What training saves of values that bodies take from outside.
@Suite struct SavedActivationTests {
  private static let row = Fact.float([2, 8])

  /// A state that each run multiplies with a view of a captured value, which may be read outside too.
  private func gated(_ runs: Dim, readsOutside: Bool) -> Network {
    Network("gated", inputs: [Input("x", Self.row)]) { scope, values in
      let gate = scope.layer("gate", Linear(8, 8, bias: false))(values[0])
      let inputs = [Fact(.int64, []), Fact(.bool, []), Self.row].map { Input("x", $0) }
      let body = scope.body(
        "body", inputs: inputs, capturing: [(Input("gate", Self.row), gate)]
      ) { inner, values in
        let view = inner.apply(Slice(start: 0, count: 8), to: [values[3]])[0]
        return [
          ("go", values[1]),
          ("state", inner.apply(Arithmetic(.multiply), to: [values[2], view])[0]),
        ]
      }
      let count = scope.constant("count", .known(runs))
      let state = scope.apply(Loop(), to: [count, nil, values[0]], bodies: [body])[0]
      guard readsOutside else { return [("y", state)] }
      return [("y", scope.apply(Arithmetic(.multiply), to: [state, gate])[0])]
    }
  }

  private func profile(_ network: Network) throws -> Profile {
    Profile(try InferredShapes(network, inputs: network.inputs.map(\.fact)))
  }

  @Test(arguments: [1, 2, 7])
  func `A captured value is saved once, the states in every run`(runs: Int) throws {
    let bytes = 2 * 8 * 4
    let profile = try profile(gated(Dim(runs), readsOutside: false))
    // The input of the linear layer, its result, and the state of each run.
    #expect(profile.total.savedTensorBytes.value == bytes * (2 + runs))
    #expect(profile.trainingMemory.savedActivations == profile.total.savedTensorBytes)
    // The last state is read outside.
    let shared = try self.profile(gated(Dim(runs), readsOutside: true))
    #expect(shared.total.savedTensorBytes.value == bytes * (3 + runs))
  }

  @Test func `Nested bodies pass their captures on`() throws {
    let network = Network("nested", inputs: [Input("x", Self.row)]) { scope, values in
      let x = scope.layer("linear", Linear(8, 8, bias: false))(values[0])
      func guarded(_ scope: Scope, _ x: Value, _ run: (Scope, Value) -> Value) -> Value {
        let flag = scope.constant("flag", Fact(.bool, [], elements: [1]))
        let bodies = ["then", "else"].map {
          scope.body($0, capturing: [(Input("x", Self.row), x)]) { [("y", run($0, $1[0]))] }
        }
        return scope.apply(If(), to: [flag], bodies: bodies)[0]
      }
      let y = guarded(scope, x) { outer, x in
        guarded(outer, x) { inner, x in inner.apply(Activation(.gelu), to: [x])[0] }
      }
      return [("y", y)]
    }
    // The inputs of the linear layer and of the activation.
    #expect(try profile(network).total.savedTensorBytes.value == 2 * (2 * 8 * 4))
  }
}
