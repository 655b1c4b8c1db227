import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Scaled products with a summand.
@Suite(.serialized) struct GemmExecutionTests {
  /// The last two axes exchanged where `exchanges` is true.
  private static func turned(_ tensor: ReferenceTensor, _ exchanges: Bool) -> ReferenceTensor {
    var axes = Array(0..<tensor.rank)
    if exchanges { axes.swapAt(tensor.rank - 2, tensor.rank - 1) }
    return tensor.permuted(axes)
  }

  private func checkGemm(_ gemm: Gemm, batch: [Int], addend: [Int]?) throws {
    let left = batch + (gemm.transposesLeft ? [4, 3] : [3, 4])
    let right = batch + (gemm.transposesRight ? [5, 4] : [4, 5])
    let addend = addend.map { [ReferenceTensor.distinct($0, seed: 2)] } ?? []
    try OperatorCheck(
      function: gemm, inputs: [.distinct(left), .distinct(right, seed: 1)] + addend
    ) { inputs, _ in
      let product = PlainProducts.matmul(
        Self.turned(inputs[0], gemm.transposesLeft), Self.turned(inputs[1], gemm.transposesRight))
      let added = inputs.dropFirst(2).first?.repeated(to: product.sizes)
      return [
        ReferenceTensor(product.sizes) {
          gemm.alpha * product[$0] + gemm.beta * (added?[$0] ?? 0)
        }
      ]
    }.run()
  }

  static let addends: [[Int]?] = [nil, [5], [1], [], [3, 1], [1, 5], [3, 5]]

  @Test(arguments: addends)
  func `A product takes a summand that broadcasts`(addend: [Int]?) throws {
    try checkGemm(Gemm(), batch: [], addend: addend)
  }

  @Test(arguments: zip([[5], [], [3, 1], nil], [true, false, true, false]))
  func `Operands may be transposed, and both terms have factors`(
    addend: [Int]?, isTurned: Bool
  ) throws {
    try checkGemm(
      Gemm(transposesLeft: isTurned, transposesRight: !isTurned, alpha: 0.5, beta: 2), batch: [],
      addend: addend)
    try checkGemm(
      Gemm(transposesLeft: true, transposesRight: isTurned, alpha: -1.5, beta: 0, batched: true),
      batch: [2], addend: addend)
  }

  @Test func `A summand broadcasts over batches`() throws {
    for addend in [[2, 3, 5], [1, 3, 5], [2, 1, 5], [2, 3, 1]] {
      try checkGemm(Gemm(alpha: 0.5, batched: true), batch: [2], addend: addend)
    }
  }

  @Test(arguments: PlanOptions.Fusion.allCases)
  func `A function after the product is absorbed`(fusion: PlanOptions.Fusion) throws {
    let tensors = [
      ReferenceTensor.distinct([3, 4]), .distinct([5, 4], seed: 1), .distinct([5], seed: 2),
    ]
    let inputs = tensors.enumerated().map { Input("x\($0)", $1.fact) }
    let network = Network("one", inputs: inputs) { net, values in
      let product = net.apply(Gemm(transposesRight: true), to: values)
      return [("y", net.apply(Activation(.relu), to: product)[0])]
    }
    let options = PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference, fusion: fusion)
    let plan = try ExecutionPlan(network, inputs: inputs.map(\.fact), options)
    #expect(plan.stepDescriptions.count == (fusion == .fused ? 1 : 2))
    let session = try Session(plan)
    for (index, tensor) in tensors.enumerated() {
      session.setInput(index, tensor.values.map { Float($0) })
    }
    session.forward()
    let expected = PlainProducts.linear(tensors[0], tensors[1], tensors[2]).values
    for (value, sum) in zip(session.outputs[0], expected) {
      #expect(abs(Double(value) - max(0, sum)) < 1e-5)
    }
  }

  @Test func `Whole numbers and empty tensors are refused by name`() {
    let function = Gemm()
    for facts in [
      [Fact(.int64, [3, 4]), Fact(.int64, [4, 5])], [.float([3, 0]), .float([0, 5])],
    ] {
      #expect(PlainProducts.failure(function, facts) == .unsupported("addmm", function.kind))
    }
    #expect(PlainProducts.failure(function, [.float([3, 4]), .float([4, 5])]) == nil)
  }
}
