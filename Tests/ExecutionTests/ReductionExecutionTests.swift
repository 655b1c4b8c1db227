import Foundation
import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Sums, means, extremes, products and norms along any axes.
@Suite(.serialized) struct ReductionTests {
  private struct Along: Sendable {
    let sizes: [Int]
    let axes: [Int]?
    let keeps: Bool
  }

  private static let cases = [
    Along(sizes: [2, 19, 3], axes: nil, keeps: false),
    Along(sizes: [2, 19, 3], axes: [1], keeps: true),
    Along(sizes: [2, 3, 37], axes: [-1], keeps: false),
    Along(sizes: [2, 70, 1], axes: [0, -1], keeps: true),
    Along(sizes: [2, 5, 3, 4], axes: [2, 3], keeps: true),
    Along(sizes: [2, 5, 3, 4], axes: [0, 2], keeps: false),
    Along(sizes: [3, 1, 4], axes: [1], keeps: false),
    Along(sizes: [3, 4], axes: [], keeps: false),
    Along(sizes: [], axes: nil, keeps: true),
  ]

  /// All elements of a result in double precision.
  private static func formula(_ function: ReductionFunction, _ x: [Double]) -> Double {
    switch function {
    case .sum: x.reduce(0, +)
    case .mean: x.reduce(0, +) / Double(x.count)
    case .maximum: x.reduce(-.infinity, max)
    case .minimum: x.reduce(.infinity, min)
    case .product: x.reduce(1, *)
    case .l1: x.reduce(0) { $0 + abs($1) }
    case .l2: x.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .sumOfSquares: x.reduce(0) { $0 + $1 * $1 }
    case .logSum: log(x.reduce(0, +))
    default: log(x.reduce(0) { $0 + exp($1) })
    }
  }

  private static func plain(_ function: ReductionFunction, _ along: Along) -> OperatorCheck.Plain {
    { inputs, _ in
      let x = inputs[0]
      let axes = along.axes.map { $0.map { $0 < 0 ? $0 + x.rank : $0 } } ?? Array(0..<x.rank)
      let kept = x.sizes.indices.map { axes.contains($0) ? 1 : x.sizes[$0] }
      var elements: [[Int]: [Double]] = [:]
      for position in x.positions {
        let place = position.indices.map { axes.contains($0) ? 0 : position[$0] }
        elements[place, default: []].append(x[position])
      }
      let results = ReferenceTensor.positions(kept).map { formula(function, elements[$0] ?? []) }
      let dropped = x.sizes.indices.filter { !axes.contains($0) }.map { x.sizes[$0] }
      return [ReferenceTensor(along.keeps ? kept : dropped, results)]
    }
  }

  @Test(arguments: ReductionFunction.all)
  func `Elements along any axes are reduced, forward and backward`(
    function: ReductionFunction
  ) throws {
    for along in Self.cases {
      var input = ReferenceTensor.distinct(along.sizes)
      if function == .logSum { input.values = input.values.map { abs($0) + 0.5 } }
      // So that long products stay in range.
      if function == .product { input.values = input.values.map { $0 < 0 ? $0 - 0.4 : $0 + 0.4 } }
      try OperatorCheck(
        function: Reduction(function, over: along.axes, keepingAxes: along.keeps), inputs: [input],
        plain: Self.plain(function, along)
      ).run()
    }
  }

  private func session(
    _ function: ReductionFunction, _ fact: Fact, over axes: [Int]? = nil,
    purpose: PlanOptions.Purpose = .training
  ) throws -> Session {
    let network = Network("one", inputs: [Input("x", fact, batchAxis: nil)]) { net, values in
      [("y", net.apply(Reduction(function, over: axes), to: values)[0])]
    }
    return try Session(
      ExecutionPlan(
        network, inputs: [fact],
        PlanOptions(
          batch: 1, height: 1, width: 1, purpose: purpose, wantsInputGradient: true)))
  }

  private func gradient(
    _ function: ReductionFunction, _ x: [Float], from gradient: Float = 6
  ) throws -> [Float] {
    let session = try session(function, .float([Dim(x.count)]))
    session.setInput(0, x)
    session.forward()
    session.backward(from: [gradient])
    return session.gradient(ofInput: 0)
  }

  @Test func `Ties share a gradient evenly`() throws {
    #expect(try gradient(.maximum, [1, 4, 4, 2, 4]) == [0, 2, 2, 0, 2])
    #expect(try gradient(.minimum, [1, 4, 1, 2, 4]) == [3, 0, 3, 0, 0])
  }

  @Test func `Zeros in a product have the gradient of the other factors`() throws {
    #expect(try gradient(.product, [2, 0, 5]) == [0, 60, 0])
    #expect(try gradient(.product, [2, 0, 0]) == [0, 0, 0])
    #expect(try gradient(.product, [2, 3, 1]) == [18, 12, 36])
  }

  @Test func `Norms at zero have no gradient`() throws {
    #expect(try gradient(.l2, [0, 0]) == [0, 0])
    #expect(try gradient(.l1, [0, -3]) == [0, -6])
  }

  @Test func `Exponentials of large numbers stay in range, infinities and NaN propagate`() throws {
    let session = try session(.logSumExp, .float([4, 2]), over: [1], purpose: .inference)
    session.setInput(0, [1000, 1000, -.infinity, -.infinity, .infinity, 0, .nan, 0])
    session.forward()
    let y = session.outputs[0]
    #expect(abs(y[0] - 1000.6931) < 1e-3)
    #expect(y[1] == -.infinity && y[2] == .infinity && y[3].isNaN)
    let largest = try self.session(.maximum, .float([2, 3]), over: [1], purpose: .inference)
    largest.setInput(0, [1, .nan, 2, -.infinity, -.infinity, -.infinity])
    largest.forward()
    #expect(largest.outputs[0][0].isNaN && largest.outputs[0][1] == -.infinity)
  }

  @Test func `A long sum of 32-bit numbers loses no accuracy`() throws {
    let session = try session(.sum, .float([100_003]), purpose: .inference)
    session.setInput(0, Array(repeating: 0.1, count: 100_003))
    session.forward()
    #expect(abs(session.outputs[0][0] - 10000.3) < 1e-3)
  }

  @Test(arguments: [ReductionFunction.sum, .product, .maximum, .minimum])
  func `Whole numbers along any axes are reduced`(function: ReductionFunction) throws {
    for type in [ElementType.int64, .int32, .int8, .uint8] {
      for along in Self.cases.dropFirst(4) {
        let count = along.sizes.reduce(1, *)
        let input = ReferenceTensor(
          along.sizes, (0..<count).map { Double($0 * 7 % 3 + (type == .uint8 ? 0 : -1)) },
          type: type)
        try OperatorCheck(
          function: Reduction(function, over: along.axes, keepingAxes: along.keeps),
          inputs: [input], differentiable: [], plain: Self.plain(function, along)
        ).run()
      }
    }
  }

  @Test func `A sum of whole numbers wraps around`() throws {
    let session = try session(.sum, Fact(.int32, [2]), purpose: .inference)
    session.setInput(0, [Int(Int32.max), 1])
    session.forward()
    #expect(session.outputs[0] == [Float(Int32.min)])
  }

  @Test func `A reduction of nothing is the number that changes no other`() throws {
    let results: [(ReductionFunction, Float)] = [
      (.sum, 0), (.product, 1), (.maximum, -.infinity), (.minimum, .infinity),
      (.logSumExp, -.infinity),
    ]
    for (function, result) in results {
      let session = try session(function, .float([0]), purpose: .inference)
      session.forward()
      #expect(session.outputs[0] == [result])
    }
  }

  @Test func `Means of whole numbers and sums of truth values are refused`() throws {
    let cases: [(ReductionFunction, Fact)] = [
      (.mean, Fact(.int64, [3])), (.sum, Fact(.bool, [3])),
    ]
    for (function, fact) in cases {
      #expect {
        try session(function, fact, purpose: .inference)
      } throws: { error in
        guard case .unsupported(_, let kind, _) = error as? PlanFailure else { return false }
        return kind == function.kind
      }
    }
  }
}
