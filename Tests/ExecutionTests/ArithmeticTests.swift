import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Functions of two tensors, aligned or broadcast.
@Suite(.serialized) struct ArithmeticTests {
  private static let shapes: [([Int], [Int])] = [
    ([2, 19], [2, 19]), ([3, 1, 5], [4, 1]), ([2, 3, 1, 2], [1, 3, 3, 1]), ([], [3, 2]),
    ([2, 1, 1, 1, 2, 1], [3, 1, 2, 1, 3]),
  ]
  private static let predicates = BinaryFunction.all.filter(\.isPredicate)
  private static let numeric = BinaryFunction.all.filter { !$0.isPredicate }

  /// The common shape of two tensors by NumPy's rule, and a function of their elements.
  private static func plain(
    _ formula: @escaping (Double, Double) -> Double
  ) -> OperatorCheck.Plain {
    { inputs, _ in
      let rank = max(inputs[0].rank, inputs[1].rank)
      let padded = inputs.map { Array(repeating: 1, count: rank - $0.rank) + $0.sizes }
      let sizes = (0..<rank).map { max(padded[0][$0], padded[1][$0]) }
      func element(_ index: Int, _ position: [Int]) -> Double {
        let place = zip(position, padded[index]).map { $1 == 1 ? 0 : $0 }
        return inputs[index][Array(place.suffix(inputs[index].rank))]
      }
      return [ReferenceTensor(sizes) { formula(element(0, $0), element(1, $0)) }]
    }
  }

  /// Numbers of both signs, positive ones as the base of powers; for remainders, some whose quotients
  /// are far from whole.
  private static func numbers(
    _ sizes: [Int], _ seed: Int, for function: BinaryFunction
  ) -> ReferenceTensor {
    var tensor = ReferenceTensor.distinct(sizes, seed: seed)
    if function == .power, seed == 0 { tensor.values = tensor.values.map { abs($0) + 0.25 } }
    if [.remainder, .truncatedRemainder].contains(function) {
      let (least, factor) = seed == 0 ? (4.5, 0.5) : (2, 0.1)
      tensor.values = tensor.values.map { $0 < 0 ? $0 * factor - least : $0 * factor + least }
    }
    return tensor
  }

  @Test(arguments: numeric, shapes)
  func `Numbers are combined, forward and backward`(
    function: BinaryFunction, shapes: ([Int], [Int])
  ) throws {
    for (left, right) in [shapes, (shapes.1, shapes.0)] {
      try OperatorCheck(
        function: Arithmetic(function),
        inputs: [
          Self.numbers(left, 0, for: function), Self.numbers(right, 7, for: function),
        ],
        plain: Self.plain(function.formula)
      ).run()
      if left == right { return }
    }
  }

  @Test(arguments: predicates)
  func `Comparisons and logic give truth values`(function: BinaryFunction) throws {
    for (left, right) in Self.shapes {
      var inputs = [ReferenceTensor.distinct(left), .distinct(right, seed: 3)]
      // Some elements are equal and some are zero.
      for index in 0..<2 {
        inputs[index].values = inputs[index].values.map { ($0 * 2).rounded() }
      }
      try OperatorCheck(
        function: Arithmetic(function), inputs: inputs, differentiable: [],
        plain: Self.plain(function.formula)
      ).run()
    }
  }

  /// Whole numbers around zero; right operands are zero only where that is defined.
  private static func wholes(
    _ sizes: [Int], _ type: ElementType, _ seed: Int, _ function: BinaryFunction
  ) -> ReferenceTensor {
    let count = sizes.reduce(1, *)
    let values = (0..<count).map { index in
      let number = (index * 7 + seed) % 9
      if type == .bool { return Double(number % 2) }
      if function == .power, seed > 0 { return Double(number % 4) }
      if seed > 0, [.divide, .remainder, .truncatedRemainder].contains(function) {
        return Double(number < 4 ? number - 4 : number - 3)
      }
      return Double(type == .uint8 ? number + 9 : number - 4)
    }
    return ReferenceTensor(sizes, values, type: type)
  }

  @Test(arguments: BinaryFunction.all, [ElementType.int64, .int32, .int8, .bool])
  func `Whole numbers and truth values are combined`(
    function: BinaryFunction, type: ElementType
  ) throws {
    if type == .bool, !function.isPredicate { return }
    for (left, right) in [([3, 1, 5], [4, 1]), ([2, 17], [2, 17])] {
      try OperatorCheck(
        function: Arithmetic(function),
        inputs: [Self.wholes(left, type, 0, function), Self.wholes(right, type, 5, function)],
        differentiable: [],
        plain: Self.plain { left, right in
          let result = function.formula(left, right)
          return function == .divide ? result.rounded(.towardZero) : result
        }
      ).run()
    }
  }

  private func session(
    _ function: BinaryFunction, _ facts: [Fact], _ purpose: PlanOptions.Purpose
  ) throws -> Session {
    let inputs = facts.enumerated().map { Input("x\($0)", $1, batchAxis: nil) }
    let network = Network("one", inputs: inputs) { net, values in
      [("y", net.apply(Arithmetic(function), to: values)[0])]
    }
    return try Session(
      ExecutionPlan(
        network, inputs: facts,
        PlanOptions(
          batch: 1, height: 1, width: 1, purpose: purpose, wantsInputGradient: true)))
  }

  @Test func `A division of whole numbers by zero gives zero`() throws {
    for type in [ElementType.int64, .int32] {
      let fact = Fact(type, [3])
      for function in [BinaryFunction.divide, .remainder, .truncatedRemainder] {
        let session = try session(function, [fact, fact], .inference)
        session.setInput(0, [7, Int(Int32.min), -7])
        session.setInput(1, [0, -1, 0])
        session.forward()
        let least = type == .int64 ? -Float(Int32.min) : Float(Int32.min)
        #expect(session.outputs[0] == [0, function == .divide ? least : 0, 0])
      }
    }
    let session = try session(.divide, [Fact(.int64, [1]), Fact(.int64, [1])], .inference)
    session.setInput(0, [Int.min])
    session.setInput(1, [-1])
    session.forward()
    #expect(session.outputs[0] == [Float(Int.min)])
  }

  @Test func `Both sides of a tie get half of the gradient`() throws {
    for function in [BinaryFunction.minimum, .maximum] {
      let session = try session(function, [.float([3]), .float([3])], .training)
      session.setInput(0, [1, 2, 3])
      session.setInput(1, [1, 3, 2] as [Float])
      session.forward()
      session.backward(from: [2, 4, 6])
      let isLeast = function == .minimum
      #expect(session.gradient(ofInput: 0) == (isLeast ? [1, 4, 0] : [1, 0, 6]))
      #expect(session.gradient(ofInput: 1) == (isLeast ? [1, 0, 6] : [1, 4, 0]))
    }
  }

  @Test func `The larger of a number and NaN is NaN`() throws {
    for function in [BinaryFunction.minimum, .maximum] {
      let session = try session(function, [.float([2]), .float([2])], .inference)
      session.setInput(0, [.nan, 1])
      session.setInput(1, [1, .nan])
      session.forward()
      #expect(session.outputs[0].allSatisfy { $0.isNaN })
    }
  }

  @Test func `A power of zero has the derivatives of PyTorch`() throws {
    let session = try session(.power, [.float([3]), .float([3])], .training)
    session.setInput(0, [0, 0, -2] as [Float])
    session.setInput(1, [2, 0, 2] as [Float])
    session.forward()
    session.backward(from: [1, 1, 1])
    #expect(session.outputs[0] == [0, 1, 4])
    #expect(session.gradient(ofInput: 0) == [0, 0, -4])
    #expect(Array(session.gradient(ofInput: 1).prefix(2)) == [0, 0])
  }

  @Test func `Of no elements nothing is made`() throws {
    let session = try session(.multiply, [.float([0, 2]), .float([2])], .inference)
    session.forward()
    #expect(session.outputs == [[]])
  }

  @Test func `Operands of two types and sums of truth values are refused`() {
    let cases: [(BinaryFunction, Fact, Fact)] = [
      (.add, .float([2]), Fact(.int64, [2])), (.add, Fact(.bool, [2]), Fact(.bool, [2])),
    ]
    for (function, left, right) in cases {
      #expect {
        try session(function, [left, right], .inference)
      } throws: { error in
        guard case .unsupported(_, let kind, _) = error as? PlanFailure else { return false }
        return kind == function.kind
      }
    }
  }
}
