import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Products of matrices, of batches and of vectors.
@Suite(.serialized) struct MatMulExecutionTests {
  static let matrices: [([Int], [Int])] = [
    ([3, 4], [4, 5]), ([1, 4], [4, 1]), ([17, 1], [1, 3]), ([2, 3, 4], [2, 4, 5]),
    ([2, 3, 2, 4], [2, 3, 4, 3]), ([2, 1, 3, 4], [3, 4, 2]), ([3, 4], [2, 4, 5]),
    ([2, 3, 4], [4, 5]), ([1, 3, 4], [2, 4, 5]), ([2, 1, 2, 3], [1, 3, 3, 2]), ([4], [4]),
    ([4], [4, 3]), ([3, 4], [4]), ([4], [2, 4, 3]), ([2, 3, 4], [4]), ([1], [1]),
  ]

  @Test(arguments: matrices)
  func `Batches of matrices repeat as NumPy's do, and vectors stand for matrices`(
    left: [Int], right: [Int]
  ) throws {
    try OperatorCheck(
      function: MatMul(), inputs: [.distinct(left), .distinct(right, seed: 1)]
    ) { inputs, _ in [PlainProducts.matmul(inputs[0], inputs[1])] }.run()
  }

  @Test func `Products of two matrices and of two batches run`() throws {
    for (form, left, right) in [
      (MatMul.Form.matrices, [3, 4], [4, 5]), (.batches, [2, 3, 4], [2, 4, 5]),
    ] {
      try OperatorCheck(
        function: MatMul(form), inputs: [.distinct(left), .distinct(right, seed: 1)]
      ) { inputs, _ in [PlainProducts.matmul(inputs[0], inputs[1])] }.run()
    }
  }

  @Test func `A tensor times itself gets both parts of its gradient`() throws {
    let network = Network("square", inputs: [Input("x", .float([3, 3]))]) { net, values in
      [("y", net.apply(MatMul(), to: [values[0], values[0]])[0])]
    }
    let options = PlanOptions(
      batch: 1, height: 1, width: 1, purpose: .training, wantsInputGradient: true)
    let session = try Session(
      ExecutionPlan(network, inputs: network.inputs.map(\.fact), options))
    let x = (0..<9).map { Float($0) }
    session.setInput(0, x)
    session.forward()
    session.backward(from: Array(repeating: 1, count: 9))
    // d/dx[i, j] Σ (x · x) = the sum of row j and of column i.
    let expected = (0..<9).map { place in
      (0..<3).reduce(Float(0)) { sum, index in
        let (ofRow, ofColumn): (Float, Float) = (x[place % 3 * 3 + index], x[index * 3 + place / 3])
        return sum + ofRow + ofColumn
      }
    }
    #expect(session.gradient(ofInput: 0) == expected)
  }

  @Test func `Whole numbers and empty tensors are refused by name`() {
    let function = MatMul()
    for facts in [
      [Fact(.int64, [3, 4]), Fact(.int64, [4, 5])], [.float([3, 0]), .float([0, 5])],
    ] {
      #expect(PlainProducts.failure(function, facts) == .unsupported("matmul", function.kind))
    }
    #expect(PlainProducts.failure(function, [.float([3, 4]), .float([4, 5])]) == nil)
  }
}
