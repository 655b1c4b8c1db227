import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// Nodes that run one of two bodies.
@Suite struct BranchTests {
  private static let map = Fact.float([2, 4, 6, 6])

  /// A convolution under a kernel for each branch, which does not keep the size unless it is 1.
  private func branch(_ condition: Fact, _ kernels: [Int], in channels: [Dim] = [4, 4]) -> Network {
    Network("branch", inputs: [Input("x", Self.map)]) { scope, values in
      let flag = scope.constant("flag", condition)
      let bodies = zip(["then", "else"], zip(kernels, channels)).map { name, choice in
        scope.body(name, capturing: [(Input("seen", Self.map), values[0])]) { inner, values in
          let conv = inner.layer("conv", Convolution(choice.1, 4, Window(choice.0)))
          return [("y", conv(values[0]))]
        }
      }
      return [("y", scope.apply(If(), to: [flag], bodies: bodies)[0])]
    }
  }

  private func flag(_ isTrue: Bool) -> Fact { Fact(.bool, [], elements: [isTrue ? 1 : 0]) }

  private func shapes(_ network: Network) throws -> InferredShapes {
    try InferredShapes(network, inputs: network.inputs.map(\.fact))
  }

  @Test(arguments: [true, false])
  func `A known condition runs one branch`(isTrue: Bool) throws {
    let shapes = try shapes(branch(flag(isTrue), [3, 5]))
    let (size, kernel) = isTrue ? (4, 3) : (2, 5)
    #expect(shapes.output(ofNode: 0) == [2, 4, Dim(size), Dim(size)])
    #expect(shapes.bodies[0]?.map(\.runs) == (isTrue ? [1, 0] : [0, 1]))
    let total = Profile(shapes).total
    #expect(total.tally.total[.multiplyAdds].value == 2 * 4 * size * size * 4 * kernel * kernel)
    #expect(total.parameters.value == 16 * 9 + 16 * 25)
    #expect(total.parameters == shapes.network.parameterCount)
  }

  @Test func `A branch that never runs need not fit`() throws {
    let shapes = try shapes(branch(flag(true), [3, 3], in: [4, 5]))
    #expect(shapes.output(ofNode: 0) == [2, 4, 4, 4])
    #expect(shapes.bodies[0]?[1].shapes == nil)
    #expect(Profile(shapes).total.parameters.value == 16 * 9 + 20 * 9)
    #expect(throws: ShapeFailure.self) {
      try self.shapes(branch(flag(false), [3, 3], in: [4, 5]))
    }
  }

  @Test func `A failure inside names the outer place and the inner one`() throws {
    let network = branch(Fact(.bool, []), [3, 9])
    let failure = #expect(throws: ShapeFailure.self) { try shapes(network) }
    #expect(failure?.path == "cond.conv")
    #expect(failure?.kind == Convolution.kind)
    #expect(failure?.mismatch == .windowTooLarge(axis: 2, size: 6, kernel: 9))
  }

  @Test func `What differs under an unknown condition is unknown by its place`() throws {
    let shapes = try shapes(branch(Fact(.bool, []), [3, 5]))
    let sizes = (2...3).map { Dim(.unknown(at: "cond", ["output0.\($0)"])) }
    #expect(shapes.output(ofNode: 0) == Shape([2, 4] + sizes))
    #expect(shapes.bodies[0]?.map(\.runs) == [nil, nil])
    // 3x3 on 4x4 positions makes more than 5x5 on 2x2.
    #expect(Profile(shapes).total.tally.total[.multiplyAdds].value == 2 * 4 * 16 * 4 * 9)
    let later = try self.shapes(branch(Fact(.bool, []), [5, 3]))
    #expect(Profile(later).total.tally.total[.multiplyAdds].value == 2 * 4 * 16 * 4 * 9)
  }

  @Test func `Unknown sizes of two places are two, of branches too`() throws {
    let network = Network("twice", inputs: [Input("x", .float([4]))]) { scope, values in
      func unknown(_ scope: Scope, _ limit: Value) -> Value {
        let (zero, one) = (scope.constant("zero", .known(0)), scope.constant("one", .known(1)))
        return scope.apply(NumberSequence(), to: [zero, limit, one])[0]
      }
      let limit = scope.constant("limit", Fact(.int64, []))
      let captured = [(Input("limit", Fact(.int64, [])), limit)]
      let bodies = ["then", "else"].map {
        scope.body($0, capturing: captured) { inner, values in [("y", unknown(inner, values[0]))] }
      }
      let flag = scope.constant("flag", Fact(.bool, []))
      return [
        ("first", unknown(scope, limit)), ("second", unknown(scope, limit)),
        ("third", scope.apply(If(), to: [flag], bodies: bodies)[0]),
      ]
    }
    let shapes = try shapes(network)
    let sizes = network.outputs.map { shapes[$0.value].dims[0] }
    #expect(Set(sizes).count == 3)
    #expect(sizes[2] == Dim(.unknown(at: "cond", ["output0.0"])))
    let inner = (shapes.bodies[2] ?? []).compactMap { $0.shapes?.output(ofNode: 0) }
    #expect(Set(inner).count == 2)
  }

  @Test func `The assumptions of a branch are those of the whole network`() throws {
    let (h, w) = (Dim(.height), Dim(.width))
    let network = Network(
      "granted", inputs: [Input("a", .float([h, 2])), Input("b", .float([w, 2]))]
    ) { scope, values in
      let captured = [
        (Input("a", .float([h, 2])), values[0]), (Input("b", .float([w, 2])), values[1]),
      ]
      let bodies = ["then", "else"].map {
        scope.body($0, capturing: captured) { inner, values in
          [("y", inner.apply(Arithmetic(.add, .aligned), to: [values[0], values[1]])[0])]
        }
      }
      let flag = scope.constant("flag", Fact(.bool, []))
      return [("y", scope.apply(If(), to: [flag], bodies: bodies)[0])]
    }
    let shapes = try shapes(network)
    #expect(shapes.assumptions.map { "\($0.assumption)" } == ["H = W"])
    #expect(shapes.assumptions.map(\.path) == ["cond.add"])
    #expect(throws: ShapeFailure.self) {
      try InferredShapes(network, binding: [.height: 2, .width: 3])
    }
  }
}
