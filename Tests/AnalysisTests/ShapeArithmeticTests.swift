import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// Exporters write the arithmetic of shapes as nodes; it stays exact in symbols.
@Suite struct ShapeArithmeticTests {
  private let n = Dim(.batch)
  private let t = Dim(Symbol("T"))
  private let h = Dim(.height)
  private let w = Dim(.width)

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

  /// One size of a tensor as a vector of one number.
  private func size(_ scope: Scope, of value: Value, axis: Dim) -> Value {
    let sizes = scope.apply(ShapeOf(), to: [value])[0]
    return scope.apply(
      Gather(), to: [sizes, scope.constant("axis", .known([axis]))])[0]
  }

  private func number(_ scope: Scope, _ number: Dim) -> Value {
    scope.constant("number", .known([number]))
  }

  @Test func `An attention head is split and moved exactly`() throws {
    let heads: Dim = 12
    let (fact, assumptions) = try infer(.float([n, t, 768])) { scope, x in
      let width = scope.apply(
        Arithmetic(.divide), to: [size(scope, of: x, axis: 2), number(scope, heads)])[0]
      let target = scope.apply(
        Concatenation(axis: 0),
        to: [
          size(scope, of: x, axis: 0), size(scope, of: x, axis: -2), number(scope, heads), width,
        ])[0]
      let split = scope.apply(Reshape(to: nil), to: [x, target])[0]
      return scope.apply(Transpose([0, 2, 1, 3]), to: [split])[0]
    }
    #expect(fact.shape == [n, heads, t, 64])
    #expect(assumptions.isEmpty)
  }

  @Test func `Upsampling by a real factor is exact`() throws {
    let sizes = try infer(.float([n, 3, h, w])) { scope, x in
      let spatial = scope.apply(
        Slice(axis: 0, start: 2, count: 2), to: [scope.apply(ShapeOf(), to: [x])[0]])[0]
      let real = scope.apply(Cast(to: .float32), to: [spatial])[0]
      let factor = scope.constant("scales", Fact(.float32, [2], elements: [2, 2]))
      let larger = scope.apply(Arithmetic(.multiply), to: [real, factor])[0]
      let whole = scope.apply(
        Cast(to: .int64), to: [scope.apply(Activation(.floor), to: [larger])[0]])[0]
      let outer = scope.apply(ShapeOf(0..<2), to: [x])[0]
      return scope.apply(Concatenation(axis: 0), to: [outer, whole])[0]
    }
    #expect(sizes.fact.elements == [n, 3, h * 2, w * 2])
    #expect(sizes.fact.type == .int64 && sizes.assumptions.isEmpty)
  }

  /// PyTorch writes `x.expand(n, -1, 5)` so that −1 keeps the size.
  @Test func `Expanding keeps a size where it is asked for minus one`() throws {
    let (fact, assumptions) = try infer(.float([1, t, 1])) { scope, x in
      let wanted = scope.constant("wanted", .known([4, -1, 5]))
      let one = scope.apply(
        Fill(.int64, 1), to: [scope.apply(ShapeOf(), to: [wanted])[0]])[0]
      let minus = scope.apply(
        Arithmetic(.multiply), to: [one, scope.constant("minus", .known(-1))])[0]
      let isKept = scope.apply(Arithmetic(.equal), to: [wanted, minus])[0]
      let sizes = scope.apply(Where(), to: [isKept, one, wanted])[0]
      return scope.apply(Expand(), to: [x, sizes])[0]
    }
    #expect(fact.shape == [4, t, 5])
    #expect(assumptions.isEmpty)
  }

  @Test func `A new shape keeps, infers and flattens sizes`() throws {
    func reshaped(_ sizes: [Dim]) throws -> Shape {
      try infer(.float([n, 8, h, w])) { scope, x in
        scope.apply(Reshape(to: nil), to: [x, scope.constant("shape", .known(sizes))])[0]
      }.fact.shape
    }
    #expect(try reshaped([0, 0, -1]) == [n, 8, h * w])
    #expect(try reshaped([0, -1]) == [n, h * w * 8])
    #expect(try reshaped([-1, 4, 0, w]) == [n * 2, 4, h, w])
    #expect(try reshaped([n * 2, -1]) == [n * 2, h * w * 4])
    #expect(throws: ShapeFailure.self) { try reshaped([0, -1, -1]) }
    #expect(throws: ShapeFailure.self) { try reshaped([0, 8, h, w, 2]) }
    #expect(throws: ShapeFailure.self) { try reshaped([0, -2, -1]) }
    let flat = try infer(.float([n, 8, h, w])) { scope, x in
      scope.apply(Reshape(to: [.inferred, .rest(from: 2)]), to: [x])[0]
    }
    #expect(flat.fact.shape == [n * 8, h * w])
  }

  @Test func `Windows of a transformer assume that they divide the image`() throws {
    let (fact, assumptions) = try infer(.float([n, h, w, 96])) { scope, x in
      func windows(_ axis: Dim) -> Value {
        scope.apply(
          Arithmetic(.divide), to: [size(scope, of: x, axis: axis), number(scope, 7)])[0]
      }
      let target = scope.apply(
        Concatenation(axis: 0),
        to: [
          size(scope, of: x, axis: 0), windows(1), number(scope, 7), windows(2),
          number(scope, 7), number(scope, 96),
        ])[0]
      let split = scope.apply(Reshape(to: nil), to: [x, target])[0]
      let sorted = scope.apply(Transpose([0, 1, 3, 2, 4, 5]), to: [split])[0]
      return scope.apply(
        Reshape(to: nil), to: [sorted, scope.constant("rows", .known([-1, 49, 96]))])[0]
    }
    let (rows, columns) = (h.floorDivided(by: 7), w.floorDivided(by: 7))
    #expect(fact.shape == [n * rows * columns, 49, 96])
    #expect(assumptions == ["H·W = 49·⌊H/7⌋·⌊W/7⌋"])
  }
}
