import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// What runs as one step, and that it computes what its nodes do.
@Suite(.serialized) struct FusionTests {
  private typealias Definition = (Scope, Value) -> Value

  /// The steps of a fused plan; the results are those of an eager one.
  private func steps(
    _ sizes: [Int], _ purpose: PlanOptions.Purpose = .inference, _ definition: Definition
  ) throws -> [ExecutionPlan.StepDescription] {
    let network = Network(
      "net", inputs: [Input("x", .float(Shape(sizes.map { Dim($0) })), batchAxis: nil)]
    ) { [("y", definition($0, $1[0]))] }
    let sessions = try PlanOptions.Fusion.allCases.map { fusion in
      let options = PlanOptions(
        batch: 1, height: 1, width: 1, purpose: purpose, fusion: fusion, threads: 2,
        wantsInputGradient: true)
      let session = try Session(
        ExecutionPlan(network, inputs: network.inputs.map(\.fact), options))
      session.setInput(0, SyntheticValues.input(sizes.reduce(1, *)))
      // The second run reads what the first one prepared.
      session.forward()
      session.forward()
      return session
    }
    expectNear(sessions[0].outputs[0], sessions[1].outputs[0])
    if purpose == .training {
      let gradient = SyntheticValues.input(sessions[0].outputs[0].count)
      for session in sessions { session.backward(from: gradient) }
      expectNear(sessions[0].inputGradient, sessions[1].inputGradient)
    }
    return sessions[0].plan.stepDescriptions
  }

  private func expectNear(_ values: [Float], _ expected: [Float]) {
    #expect(values.count == expected.count)
    let largest = expected.map(abs).max() ?? 0
    #expect(largest.isFinite && largest > 0)
    for (value, wanted) in zip(values, expected) where abs(value - wanted) > 1e-5 * largest {
      Issue.record("\(value) for \(wanted)")
      return
    }
  }

  private func product(_ a: Value, _ b: Value, _ net: Scope) -> Value {
    net.apply(Arithmetic(.multiply), to: [a, b])[0]
  }

  private func number(_ number: Double, _ net: Scope) -> Value {
    net.constant("number", Fact(.float32, []), number: Double(Float(number)))
  }

  private func attention(_ x: Value, masks: [Value], _ net: Scope) -> Value {
    let keys = net.apply(Transpose([0, 1, 3, 2]), to: [x])[0]
    let scores = product(net.apply(MatMul(), to: [x, keys])[0], number(0.25, net), net)
    let masked = masks.reduce(scores) { net.apply(Arithmetic(.add), to: [$0, $1])[0] }
    return net.apply(MatMul(), to: [net.apply(Softmax(), to: [masked])[0], x])[0]
  }

  @Test(arguments: [(1, 1, 1), (2, 7, 3), (3, 70, 17), (1, 197, 64), (2, 300, 80)])
  func `Attention is one step without a tensor of all scores`(
    heads: Int, tokens: Int, width: Int
  ) throws {
    let steps = try steps([2, heads, tokens, width]) { net, x in
      let mask = net.constant("mask", .float([Dim(tokens), Dim(tokens)]))
      return attention(x, masks: [mask], net)
    }
    #expect(steps.count == 1 && steps[0].nodes.count == 5)
    #expect(steps[0].algorithm == "attention in tiles of rows")
  }

  @Test func `Attention with a backward pass runs node by node`() throws {
    let steps = try steps([1, 2, 5, 4], .training) { attention($1, masks: [], $0) }
    #expect(steps.count > 3)
  }

  @Test func `Rows that a mask leaves nothing of get the number that the model wants`() throws {
    let steps = try steps([1, 1, 3, 2]) { net, x in
      let keys = net.apply(Transpose([0, 1, 3, 2]), to: [x])[0]
      let scores = net.apply(MatMul(), to: [x, keys])[0]
      let limit = net.constant("limits", .float([1, 1, 3, 1]))
      let keeps = net.apply(Arithmetic(.less), to: [limit, number(0, net)])[0]
      let nothing = net.apply(
        Arithmetic(.divide), to: [number(-1, net), number(0, net)])[0]
      let masked = net.apply(Where(), to: [keeps, scores, nothing])[0]
      let weights = net.apply(Softmax(), to: [masked])[0]
      let isEmpty = net.apply(ElementTest(.isNaN), to: [weights])[0]
      let filled = net.apply(Where(), to: [isEmpty, number(0.5, net), weights])[0]
      return net.apply(MatMul(), to: [filled, x])[0]
    }
    #expect(steps.contains { $0.algorithm == "attention in tiles of rows" })
  }

  @Test(arguments: PlanOptions.Purpose.allCases)
  func `A function that is spelled in several nodes follows a product`(
    purpose: PlanOptions.Purpose
  ) throws {
    let steps = try steps([2, 3, 8], purpose) { net, x in
      let y = net.layer("layer", Linear(8, 20, bias: true))(x)
      return product(y, net.apply(Activation(.sigmoid), to: [y])[0], net)
    }
    #expect(steps.map(\.nodes.count) == (purpose == .inference ? [3] : [1, 2]))
  }

  @Test func `Scales, shifts and a sum behind a change of axes follow a product`() throws {
    let steps = try steps([2, 3, 5, 8]) { net, x in
      let y = net.layer("layer", Linear(8, 8, bias: true))(x)
      let turned = net.apply(Transpose([0, 3, 1, 2]), to: [y])[0]
      let scaled = product(net.constant("scale", .float([8, 1, 1])), turned, net)
      let shifted = net.apply(
        Arithmetic(.add), to: [scaled, net.constant("shift", .float([1, 8, 1, 1]))])[0]
      return shifted + net.apply(Transpose([0, 3, 1, 2]), to: [x])[0]
    }
    // Four axes of an input are laid out as those of images.
    #expect(steps.last?.nodes.count == 5)
    #expect(steps.dropLast().allSatisfy { $0.algorithm == "change of layout" })
  }

  @Test func `What is computed from constants alone runs once`() throws {
    let steps = try steps([2, 4]) { net, x in
      let stored = net.constant("tensor", .float([4]))
      let squared = product(stored, stored, net)
      return product(x, net.apply(Activation(.exponential), to: [squared])[0], net)
    }
    #expect(steps.map(\.isConstant) == [true, true, false])
  }

  @Test(arguments: PlanOptions.Purpose.allCases)
  func `Maps are joined where they are made`(purpose: PlanOptions.Purpose) throws {
    let steps = try steps([2, 4, 6, 6], purpose) { net, x in
      var maps = [net.layer("first", Convolution(4, 5, .same(3)))(x)]
      for number in 1...3 {
        let joined = net.apply(Concatenation(axis: 1), to: maps)[0]
        let active = net.apply(Activation(.tanh), to: [joined])[0]
        let channels = 5 + 3 * (number - 1)
        maps.append(net.layer("layer\(number)", Convolution(Dim(channels), 3, .same(3)))(active))
      }
      return net.apply(Concatenation(axis: 1), to: maps)[0]
    }
    #expect(!steps.contains { $0.algorithm == "copy" }, "\(steps.map(\.algorithm))")
  }

  @Test func `A part that is no result of its own is copied`() throws {
    let steps = try steps([2, 4, 6, 6]) { net, x in
      let y = net.layer("layer", Convolution(4, 5, .same(3)))(x)
      let joined = net.apply(Concatenation(axis: 1), to: [x, y, y])[0]
      return net.apply(Activation(.tanh), to: [joined])[0]
    }
    #expect(steps.count { $0.algorithm == "copy" } == 1)
  }

  @Test func `One place of an axis, or some side by side, are views`() throws {
    let steps = try steps([3, 4, 5]) { net, x in
      let places = net.constant("places", .known([1, 2]))
      let last = net.constant("last", .known(-1))
      let some = net.apply(Gather(axis: 1), to: [x, places])[0]
      let one = net.apply(Gather(axis: 0), to: [some, last])[0]
      return net.apply(Activation(.tanh), to: [one])[0]
    }
    #expect(steps.map(\.algorithm) == ["elementwise"])
  }
}
