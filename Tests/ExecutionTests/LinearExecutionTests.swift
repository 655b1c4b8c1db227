import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Linear layers on tensors of any rank.
@Suite(.serialized) struct LinearExecutionTests {
  @Test(
    arguments: [[5], [3, 5], [2, 3, 5], [2, 1, 3, 17], [1, 1], [2, 2, 1, 2, 3, 4]], [true, false])
  func `A linear layer multiplies the last axis of a tensor of any rank`(
    sizes: [Int], hasBias: Bool
  ) throws {
    let features = sizes[sizes.count - 1]
    try OperatorCheck(
      function: Linear(Dim(features), 7, bias: hasBias), inputs: [.distinct(sizes)]
    ) { inputs, weights in
      guard let weight = weights["weight"] else { return [] }
      return [PlainProducts.linear(inputs[0], weight, weights["bias"])]
    }.run()
  }

  @Test(arguments: [[5], [2, 3, 5], [2, 1, 3, 17], [3, 70]])
  func `A weight may be stored as the right operand of a product`(sizes: [Int]) throws {
    let features = sizes[sizes.count - 1]
    try OperatorCheck(
      function: Linear(Dim(features), 67, bias: true, transposed: true),
      inputs: [.distinct(sizes)]
    ) { inputs, weights in
      guard let weight = weights["weight"] else { return [] }
      return [PlainProducts.linear(inputs[0], weight.permuted([1, 0]), weights["bias"])]
    }.run()
  }

  /// The axes of the summand are in another memory order than those of the product.
  @Test(arguments: PlanOptions.Purpose.allCases, PlanOptions.Fusion.allCases)
  func `A sum and a function after a linear layer on tokens are absorbed`(
    purpose: PlanOptions.Purpose, fusion: PlanOptions.Fusion
  ) throws {
    let (tokens, summand) = ([2, 3, 5], [2, 7, 3])
    let inputs =
      [Input("x", ReferenceTensor.distinct(tokens).fact)]
      + [Input("z", ReferenceTensor.distinct(summand).fact)]
    let network = Network("tokens", inputs: inputs) { net, values in
      let turned = net.apply(Transpose([0, 2, 1]), to: [values[1]])[0]
      let sum = net.layer("fc", Linear(5, 7, bias: true))(values[0]) + turned
      return [("y", net.apply(Activation(.relu), to: [sum])[0])]
    }
    let options = PlanOptions(
      batch: 1, height: 1, width: 1, purpose: purpose, fusion: fusion, threads: 2,
      wantsInputGradient: true)
    let plan = try ExecutionPlan(network, inputs: inputs.map(\.fact), options)
    let product = try #require(plan.stepDescriptions.first { $0.path == "fc" })
    // Training would have to save the argument of an absorbed function.
    let absorbed = fusion == .eager ? 1 : purpose == .training ? 2 : 3
    #expect(product.nodes.count == absorbed)
    let session = try Session(plan)
    let (x, z) = (ReferenceTensor.distinct(tokens), ReferenceTensor.distinct(summand, seed: 1))
    session.setInput(0, x.values.map { Float($0) })
    session.setInput(1, z.values.map { Float($0) })
    session.forward()
    let weights = try ["fc.weight", "fc.bias"].map { name in
      session.parameters[try #require(session.parameters.index(of: name))].map(Double.init)
    }
    let linear = PlainProducts.linear(
      x, ReferenceTensor([7, 5], weights[0]), ReferenceTensor([7], weights[1]))
    let sums = ReferenceTensor([2, 3, 7]) { linear[$0] + z[[$0[0], $0[2], $0[1]]] }
    for (value, sum) in zip(session.outputs[0], sums.values) {
      #expect(abs(Double(value) - max(0, sum)) < 1e-5)
    }
    if purpose == .inference { return }
    session.backward(from: Array(repeating: 1, count: 42))
    let gradient = ReferenceTensor(summand, session.gradient(ofInput: 1).map(Double.init))
    #expect(gradient.permuted([0, 2, 1]).values == sums.values.map { $0 > 0 ? 1 : 0 })
  }
}
