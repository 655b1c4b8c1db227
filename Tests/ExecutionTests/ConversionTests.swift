import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Casts, and tensors made only from their sizes.
@Suite(.serialized) struct ConversionTests {
  private static let types: [ElementType] = [.float32, .int64, .int32, .uint8, .int8, .bool]

  @Test(arguments: types, types)
  func `Numbers in range are unchanged`(from: ElementType, to: ElementType) throws {
    let whole: [Double] = from == .bool ? [0, 1, 1, 0, 1, 0] : [0, 1, 3, 100, 127, 2]
    let fractions = from == .float32 ? [0.5, -0.75, 2.25, 5.75, 0, 1] : whole
    let converted = to == .float32 ? fractions : fractions.map { $0.rounded(.towardZero) }
    let expected = to == .bool ? fractions.map { $0 == 0 ? 0 : 1 } : converted
    try OperatorCheck(
      function: Cast(to: to), inputs: [ReferenceTensor([2, 3], fractions, type: from)],
      differentiable: to == from && from == .float32 ? [0] : []
    ) { inputs, _ in
      [to == from ? inputs[0] : ReferenceTensor([2, 3], expected)]
    }.run()
  }

  @Test(arguments: [
    (ElementType.uint8, [0, 255, 0, 0, 255]), (.int8, [-128, 127, 0, -1, 127]),
    (.int32, [Double(Int32.min), Double(Int32.max), 0, -1, 300]),
    (.int64, [Double(Int64.min), Double(Int64.max), 0, -1, 300]), (.bool, [1, 1, 1, 1, 1]),
  ])
  func `Numbers are clamped to the range, and NaN becomes 0`(
    type: ElementType, expected: [Double]
  ) throws {
    try OperatorCheck(
      function: Cast(to: type),
      inputs: [ReferenceTensor([5], [-.infinity, 1e30, .nan, -1.5, 300.5])], differentiable: []
    ) { _, _ in [ReferenceTensor([5], expected)] }.run()
  }

  @Test func `Whole numbers lose the bits that do not fit`() throws {
    try OperatorCheck(
      function: Cast(to: .int8), inputs: [ReferenceTensor([4], [128, -129, 256, 5], type: .int64)],
      differentiable: []
    ) { _, _ in [ReferenceTensor([4], [-128, 127, 0, 5])] }.run()
  }

  @Test func `Whole numbers pass no gradient`() throws {
    let network = Network("rounded", inputs: [Input("x", .float([2, 2]), batchAxis: nil)]) {
      net, values in
      let whole = net.apply(Cast(to: .int32), to: [net.apply(Activation(.relu), to: values)[0]])
      let rounded = net.apply(Cast(to: .float32), to: whole)[0]
      return [("y", rounded * values[0])]
    }
    let session = try Session(
      ExecutionPlan(
        network, inputs: network.inputs.map(\.fact),
        PlanOptions(
          batch: 1, height: 1, width: 1, purpose: .training, wantsInputGradient: true)))
    session.setInput(0, [1.5, -2, 3.25, 0.5] as [Float])
    session.forward()
    #expect(session.outputs[0] == [1.5, 0, 9.75, 0])
    session.backward(from: [1, 1, 1, 2])
    #expect(session.gradient(ofInput: 0) == [1, 0, 3, 0])
  }

  @Test func `Types that cannot be stored are refused by name`() {
    let network = Network("half", inputs: [Input("x", .float([2]))]) { net, values in
      [("y", net.apply(Cast(to: .float16), to: values)[0])]
    }
    #expect(throws: PlanFailure.unsupported("to", Cast.kind)) {
      try ExecutionPlan(
        network, inputs: network.inputs.map(\.fact),
        PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference))
    }
  }

  /// The outputs of a network whose only input is an image of one pixel.
  private func made(
    _ function: any Operator, _ facts: [Fact], whole: Bool = false
  ) throws -> [Double] {
    let network = Network("made") { net, image in
      let inputs = facts.enumerated().map { net.constant("known\($0.offset)", $0.element) }
      return net.apply(function, to: inputs)
    }
    let session = try Session(
      ExecutionPlan(
        network, PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference)))
    session.forward()
    return whole
      ? session.wholeNumbers(ofOutput: 0).map { Double($0) } : session.outputs[0].map { Double($0) }
  }

  @Test func `A tensor of known sizes has one number everywhere`() throws {
    #expect(try made(Fill(.float32, -0.5), [.known([3, 2])]) == Array(repeating: -0.5, count: 6))
    #expect(try made(Fill(.float32, 2), [.known([70, 70])]) == Array(repeating: 2, count: 4900))
    for type in [ElementType.int64, .int32, .uint8, .int8] {
      let numbers = try made(Fill(type, 7), [.known([5000])], whole: true)
      #expect(numbers == Array(repeating: 7, count: 5000))
    }
    #expect(try made(Fill(.bool, 1), [.known([2])], whole: true) == [1, 1])
  }

  @Test func `A sequence too long to be tracked runs`() throws {
    let numbers = try made(NumberSequence(), [.known(9), .known(-9003), .known(-2)], whole: true)
    #expect(numbers == stride(from: 9.0, to: -9003, by: -2).map { $0 })
    #expect(try made(NumberSequence(), [.known(2), .known(7), .known(3)], whole: true) == [2, 5])
  }

  @Test func `The sizes of a tensor are known`() throws {
    #expect(try made(ShapeOf(), [.float([4, 1, 6])], whole: true) == [4, 1, 6])
  }
}
