import Foundation
import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Determinants, windows of signals, bands of frequencies and random choices.
@Suite(.serialized) struct GeneratedNumbersTests {
  /// The sum over the first row of elements times determinants without their row and column.
  private static func determinant(_ rows: [[Double]]) -> Double {
    guard let first = rows.first else { return 1 }
    return first.indices.reduce(0) { sum, column in
      let rest = rows.dropFirst().map { row in
        row.indices.filter { $0 != column }.map { row[$0] }
      }
      return sum + (column.isMultiple(of: 2) ? 1 : -1) * first[column] * determinant(rest)
    }
  }

  private static func check(_ matrices: ReferenceTensor) throws {
    let (outer, size) = (Array(matrices.sizes.dropLast(2)), matrices.sizes[matrices.rank - 1])
    try OperatorCheck(function: Determinant(), inputs: [matrices]) { inputs, _ in
      [
        ReferenceTensor(outer) { place in
          determinant(
            (0..<size).map { row in (0..<size).map { inputs[0][place + [row, $0]] } })
        }
      ]
    }.run()
  }

  @Test(arguments: [[1, 1], [2, 2], [2, 3, 3], [2, 2, 5, 5]])
  func `A determinant and its gradient are those of the expansion`(sizes: [Int]) throws {
    try Self.check(.distinct(sizes))
  }

  @Test func `Matrices without an inverse have gradients too`() throws {
    // The first is of rank 2, the second of rank 1, and a zero stands where the first pivot would.
    try Self.check(
      ReferenceTensor(
        [3, 3, 3],
        [
          1, 2, 3, 4, 5, 6, 5, 7, 9, 1, 2, 3, 2, 4, 6, 3, 6, 9, 0, 1, 2, 1, 0, 3, 4, -3, 8,
        ].map { $0 / 4 }))
  }

  private func result(
    _ function: any Operator, _ inputs: [Fact] = [], known: [Fact] = [], _ values: [Float] = []
  ) throws -> [Float] {
    let named = inputs.enumerated().map { Input("x\($0.offset)", $0.element, batchAxis: nil) }
    let network = Network("one", inputs: named) { net, given in
      let constants = known.enumerated().map { net.constant("known\($0.offset)", $0.element) }
      return [("y", net.apply(function, to: given + constants)[0])]
    }
    let options = PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference, threads: 2)
    let session = try Session(ExecutionPlan(network, inputs: inputs, options))
    if !inputs.isEmpty { session.setInput(0, values) }
    session.forward()
    return session.outputs[0]
  }

  @Test(arguments: SignalWindow.Form.allCases, [true, false])
  func `A window is a sum of cosines`(form: SignalWindow.Form, isPeriodic: Bool) throws {
    // Longer than what is followed in elements, too.
    for count in [1, 7, 5000] {
      let actual = try result(SignalWindow(form, periodic: isPeriodic), known: [.known(Dim(count))])
      #expect(actual.count == count)
      let period = Double(max(1, isPeriodic ? count : count - 1))
      for (place, value) in actual.enumerated() {
        let angle = 2 * Double.pi * Double(place) / period
        let wanted =
          switch form {
          case .hann: 0.5 - 0.5 * cos(angle)
          case .hamming: 25 / 46.0 - 21 / 46.0 * cos(angle)
          case .blackman: 0.42 - 0.5 * cos(angle) + 0.08 * cos(2 * angle)
          }
        #expect(abs(Double(value) - wanted) < 2e-6, "\(count) \(place)")
      }
    }
  }

  @Test func `Each band of frequencies rises to 1 and falls`() throws {
    let numbers: [Dim] = [20, 512, 16_000, 0, 8000]
    let weights = try result(MelWeights(), known: numbers.map { .known($0) })
    #expect(weights.count == 257 * 20)
    var lastPeak = -1
    for band in 0..<20 {
      let line = (0..<257).map { weights[$0 * 20 + band] }
      let peak = line.firstIndex(of: 1) ?? -1
      #expect(peak > lastPeak && line.allSatisfy { $0 >= 0 && $0 <= 1 })
      let mel = 2840.0230467083188 * Double(band + 1) / 22
      let hertz = 700 * (pow(10, mel / 2595) - 1)
      #expect(peak == Int(513 * hertz / 16_000))
      lastPeak = peak
    }
  }

  @Test func `Bands below the beginning of the scale are refused`() {
    let network = Network("mel", inputs: []) { net, _ in
      let numbers: [Dim] = [8, 16, 8192, -1000, 4000]
      let values = numbers.map { net.constant("n", Fact.known($0)) }
      return [("y", net.apply(MelWeights(), to: values)[0])]
    }
    let options = PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference)
    #expect(throws: PlanFailure.self) { try ExecutionPlan(network, inputs: [], options) }
  }

  @Test func `Random choices follow their probabilities`() throws {
    let count = 20_000
    let odds: [Float] = (0..<count).map { [0, 0.25, 0.9, 1][$0 % 4] }
    let chosen = try result(Bernoulli(), [.float([Dim(count / 4), 4])], odds)
    let shares = (0..<4).map { column in
      (0..<count / 4).reduce(0) { $0 + Double(chosen[$1 * 4 + column]) } / Double(count / 4)
    }
    #expect(shares[0] == 0 && shares[3] == 1)
    // Four deviations of the mean of 5000.
    #expect(abs(shares[1] - 0.25) < 0.025 && abs(shares[2] - 0.9) < 0.017)
  }

  @Test(arguments: [ElementType.int32, .int64])
  func `Random classes follow the logarithms of their probabilities`(type: ElementType) throws {
    let odds: [Double] = [0.5, 0.3, 0, 0.2]
    // A constant is added to the logarithms of the second row, and its classes are reversed.
    let logarithms = odds.map(log) + odds.reversed().map { log($0) + 3 }
    let samples = 10_000
    let chosen = try result(
      Multinomial(samples: samples, type), [.float([2, 4])], logarithms.map { Float($0) })
    for (row, wanted) in [odds, odds.reversed()].enumerated() {
      let part = chosen[row * samples..<(row + 1) * samples]
      for (number, share) in wanted.enumerated() {
        let found = Double(part.count { $0 == Float(number) }) / Double(samples)
        #expect(abs(found - share) < 0.021 && (share > 0 || found == 0))
      }
    }
    #expect(try result(Multinomial(samples: 3), [.float([2, 1])], [0, 5]) == [0, 0, 0, 0, 0, 0])
  }
}
