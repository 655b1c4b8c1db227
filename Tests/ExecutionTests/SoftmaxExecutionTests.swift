import Foundation
import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

@Suite(.serialized) struct SoftmaxExecutionTests {
  /// Natural logarithms of the softmax along an axis.
  private static func logarithms(_ x: ReferenceTensor, _ axis: Int) -> ReferenceTensor {
    ReferenceTensor(x.sizes) { position in
      let along = (0..<x.sizes[axis]).map { place in
        var other = position
        other[axis] = place
        return x[other]
      }
      let top = along.max() ?? 0
      return x[position] - top - log(along.reduce(0) { $0 + exp($1 - top) })
    }
  }

  private static let cases: [(sizes: [Int], axis: Int)] = [
    ([7], 0), ([3, 5], -1), ([3, 5], 0), ([2, 19, 3], 1), ([2, 3, 17], -1), ([2, 6, 3, 2], 1),
    ([2, 3, 2, 5], -2), ([3, 1, 4], 1), ([2, 2, 3, 2, 3], -5),
  ]

  @Test(arguments: cases)
  func `Softmax along any axis`(sizes: [Int], axis: Int) throws {
    let place = axis < 0 ? axis + sizes.count : axis
    try OperatorCheck(function: Softmax(axis: axis), inputs: [.distinct(sizes)]) { inputs, _ in
      let logarithms = Self.logarithms(inputs[0], place)
      return [ReferenceTensor(sizes, logarithms.values.map(exp))]
    }.run()
  }

  @Test(arguments: cases)
  func `Logarithm of softmax along any axis`(sizes: [Int], axis: Int) throws {
    let place = axis < 0 ? axis + sizes.count : axis
    try OperatorCheck(function: LogSoftmax(axis: axis), inputs: [.distinct(sizes)]) { inputs, _ in
      [Self.logarithms(inputs[0], place)]
    }.run()
  }

  @Test(arguments: [1000.0, -1000])
  func `Large arguments neither overflow nor lose accuracy`(offset: Double) throws {
    var x = ReferenceTensor.distinct([4, 21])
    x.values = x.values.map { Double(Float($0 * 30 + offset)) }
    try OperatorCheck(function: Softmax(), inputs: [x]) { inputs, _ in
      [ReferenceTensor([4, 21], Self.logarithms(inputs[0], 1).values.map(exp))]
    }.run()
    try OperatorCheck(function: LogSoftmax(), inputs: [x]) { inputs, _ in
      [Self.logarithms(inputs[0], 1)]
    }.run()
  }

  @Test func `A softmax of whole numbers is refused by name`() {
    let functions: [any Operator] = [Softmax(), LogSoftmax()]
    for function in functions {
      let network = Network("whole", inputs: [Input("x", Fact(.int64, [2, 4]))]) { net, values in
        [("y", net.apply(function, to: values)[0])]
      }
      let options = PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference)
      do throws(PlanFailure) {
        _ = try ExecutionPlan(network, inputs: network.inputs.map(\.fact), options)
        Issue.record("\(function.kind) runs on whole numbers")
      } catch {
        guard case .unsupported(_, let kind, _) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(kind == function.kind)
      }
    }
  }
}
