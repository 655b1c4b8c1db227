import Execution
import Networks
import Operators
import Symbolic
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
}
