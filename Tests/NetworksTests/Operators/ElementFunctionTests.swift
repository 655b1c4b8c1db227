import Foundation
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct ElementFunctionTests {
  /// Exact values, one line for each row of the table.
  private static let known: [(ElementFunction, [(Double, Double)])] = [
    (.relu, [(-1, 0), (0, 0), (2.5, 2.5)]), (.relu6, [(-1, 0), (3, 3), (7, 6)]),
    (.sigmoid, [(0, 0.5), (log(3), 0.75)]), (.tanh, [(0, 0), (log(3) / 2, 0.5)]),
    (.rsub(), [(0, 1), (0.25, 0.75)]), (.clip(-2, 2), [(-3, -2), (1, 1), (5, 2)]),
    (.leakyReLU(), [(-100, -1), (4, 4)]), (.elu(), [(-log(2), -0.5), (3, 3)]),
    (.celu(), [(-log(2), -0.5), (3, 3)]), (.celu(2), [(-2 * log(2), -1), (1, 1)]),
    (.elu(2), [(-log(2), -1)]),
    (.selu(), [(0, 0), (1, 1.0507009873554805), (-log(2), -0.8790496704236883)]),
    (.hardSigmoid(), [(-3, 0), (0, 0.5), (3, 1), (1.5, 0.75)]),
    (.hardSigmoid(0.2, 0.5), [(1, 0.7), (5, 1)]),
    (.hardSwish, [(-3, 0), (3, 3), (1, 2.0 / 3), (-1.5, -0.375)]),
    (.silu, [(0, 0), (log(3), 0.75 * log(3))]), (.gelu, [(0, 0), (1, 0.8413447460685429)]),
    (.geluTanh, [(0, 0), (1, 0.8411919906082768)]),
    (.mish, [(0, 0), (1, 0.8650983882673103)]), (.softplus, [(0, log(2)), (log(7), log(8))]),
    (.softsign, [(1, 0.5), (-3, -0.75)]), (.exponential, [(0, 1), (log(5), 5)]),
    (.logarithm, [(1, 0), (M_E, 1)]), (.squareRoot, [(9, 3), (2.25, 1.5)]),
    (.reciprocal, [(4, 0.25), (-2, -0.5)]), (.erf, [(0, 0), (1, 0.8427007929497149)]),
    (.absolute, [(-2, 2), (3, 3)]), (.negation, [(-2, 2), (3, -3)]),
    (.sign, [(-7, -1), (0, 0), (2, 1)]), (.floor, [(-1.5, -2), (2.7, 2)]),
    (.ceiling, [(-1.5, -1), (2.1, 3)]), (.round, [(0.5, 0), (1.5, 2), (-2.5, -2), (2.6, 3)]),
    (.sine, [(0, 0), (.pi / 6, 0.5)]), (.cosine, [(0, 1), (.pi / 3, 0.5)]),
    (.tangent, [(0, 0), (.pi / 4, 1)]), (.arcSine, [(0, 0), (0.5, .pi / 6)]),
    (.arcCosine, [(1, 0), (0.5, .pi / 3)]), (.arcTangent, [(0, 0), (1, .pi / 4)]),
    (.hyperbolicSine, [(0, 0), (log(2), 0.75)]), (.hyperbolicCosine, [(0, 1), (log(2), 1.25)]),
    (.areaSine, [(0, 0), (0.75, log(2))]), (.areaCosine, [(1, 0), (1.25, log(2))]),
    (.areaTangent, [(0, 0), (0.5, log(3) / 2)]),
    (.swish(2), [(0, 0), (log(3) / 2, 0.375 * log(3))]),
    (.thresholdedReLU(), [(1, 0), (1.5, 1.5), (-2, 0)]),
    (.shrink(), [(0.5, 0), (2, 2)]), (.shrink(1, 0.25), [(2, 1.75), (-2, -1.75), (1, 0)]),
  ]

  @Test func `Every row has its exact values`() {
    for (function, points) in Self.known {
      for (x, y) in points {
        #expect(abs(function.formula(x) - y) < 1e-14 * max(1, abs(y)), "\(function.kind) at \(x)")
      }
    }
    #expect(Set(Self.known.map(\.0.kind)) == Set(ElementFunction.all.map(\.kind)))
  }

  @Test func `Large arguments overflow no row`() {
    let bounded: [ElementFunction] = [
      .sigmoid, .tanh, .silu, .gelu, .geluTanh, .mish, .softplus, .softsign, .elu(), .selu(),
      .celu(),
    ]
    for function in bounded {
      for x in [-1e4, -800, 800, 1e4] { #expect(function.formula(x).isFinite, "\(function.kind)") }
    }
  }

  @Test func `Rows have kinds, names and costs of their own`() {
    #expect(Set(ElementFunction.all.map(\.kind)).count == ElementFunction.all.count)
    #expect(Set(ElementFunction.all).count == ElementFunction.all.count)
    for function in ElementFunction.all {
      #expect(function.cost != ElementCost(), "\(function.kind)")
      #expect(!function.title.isEmpty)
      let costs = [
        function.cost.additions, function.cost.multiplications, function.cost.divisions,
        function.cost.comparisons, function.cost.exponentials,
      ]
      #expect(costs.allSatisfy { $0 >= 0 })
    }
    #expect(ElementFunction.relu.stored(.fresh) != .relu)
    #expect(ElementFunction.clip(0, 1) != .clip(0, 6))
  }

  /// A central difference, where the function is smooth around the point.
  private func derivative(_ function: ElementFunction, at x: Double) -> Double? {
    let h = 1e-5
    let (below, here, above) = (
      function.formula(x - h), function.formula(x), function.formula(x + h)
    )
    let (left, right) = ((here - below) / h, (above - here) / h)
    return abs(left - right) < 1e-3 * max(1, abs(right)) ? (above - below) / (2 * h) : nil
  }

  @Test func `A derivative from the result is the same wherever the result is`() {
    let rows = ElementFunction.all + [.leakyReLU(0), .celu(0.5), .elu(3), .hardSigmoid(0.2, 0.5)]
    for function in rows where function.derivative == .fromOutput {
      let isPositive = [.squareRoot, .reciprocal].contains(function)
      let points = stride(from: isPositive ? 0.05 : -8, through: 8, by: 0.0173).compactMap { x in
        derivative(function, at: x).map { (y: function.formula(x), slope: $0) }
      }.sorted { $0.y < $1.y }
      #expect(points.count > 300, "\(function.kind)")
      for (one, next) in zip(points, points.dropFirst()) where next.y - one.y < 1e-9 {
        #expect(abs(one.slope - next.slope) < 1e-4, "\(function.kind) at \(one.y)")
      }
    }
  }

  @Test func `A row that saves nothing has the same derivative everywhere`() {
    for function in ElementFunction.all where function.derivative == .constant {
      let slopes = stride(from: -8.0, through: 8, by: 0.173).compactMap {
        derivative(function, at: $0)
      }
      let first = slopes.first ?? .nan
      #expect(slopes.allSatisfy { abs($0 - first) < 1e-6 }, "\(function.kind)")
    }
  }

  @Test func `Known elements are those of the formula, and none where doubles are inexact`() throws
  {
    var requirements = Requirements()
    for function in ElementFunction.all {
      for number in [-7, -1, 0, 1, 4, 50, 800] {
        let input = Fact(.float32, [1], elements: [Dim(number)])
        let output = try Activation(function).outputs(
          of: Operands([input]), requiring: &requirements)[0]
        // The type of the input has 32 bits, so that 1 − tiny is 1.
        let exact = Double(Float(function.formula(Double(number))))
        let isCounted = exact.magnitude < 0x1p53 && exact == exact.rounded()
        let expected = isCounted ? Int(exact) : nil
        #expect(output.element?.value == expected, "\(function.kind) of \(number)")
      }
    }
    let size = Dim(.height)
    for function in [ElementFunction.relu, .absolute, .floor, .ceiling, .round] {
      let output = try Activation(function).outputs(
        of: Operands([.known(size)]), requiring: &requirements)[0]
      #expect(output.element == size)
    }
  }
}
