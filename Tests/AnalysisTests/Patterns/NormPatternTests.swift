import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

@Suite struct NormPatternTests {
  /// How a layer norm over the last axis of 2×5×8 is spelled; each row changes one thing.
  struct Form: Sendable {
    var axes = [[-1], [-1]]
    var exponent: Double? = 2
    var subtractsTwice = false
    var isReciprocal = false
    var scale: Shape? = [8]
    var shift: Shape? = [8]
    /// Inner values that something else reads.
    var readsDifference = false
    var returnsVariance = false
    var keepsAxes = true

    func callAsFunction(_ net: SpelledNetwork, _ x: Value) -> [Value] {
      let mean = net.mean(x, over: axes[0])
      let difference = net.subtract(x, mean)
      let other = subtractsTwice ? net.subtract(x, mean) : difference
      let squares = exponent.map { net.power(other, $0) } ?? net.multiply(other, other)
      let variance = net.mean(squares, over: axes[1], keepingAxes: keepsAxes)
      let root = net.apply(.squareRoot, net.add(variance, 1e-5))
      var y =
        isReciprocal
        ? net.multiply(difference, net.apply(.reciprocal, root)) : net.divide(difference, root)
      if let scale { y = net.multiply(y, net.stored(scale)) }
      if let shift { y = net.add(net.stored(shift), y) }
      return [y] + (returnsVariance ? [variance] : [])
        + (readsDifference ? [net.apply(.absolute, difference)] : [])
    }
  }

  static let exact: [(Form, Int)] = [
    (Form(), 9), (Form(exponent: nil), 9), (Form(subtractsTwice: true), 10),
    (Form(isReciprocal: true), 10), (Form(shift: nil), 8), (Form(scale: nil, shift: nil), 7),
    (Form(axes: [[2], [-1]]), 9),
  ]

  @Test(arguments: exact)
  func `A layer norm in the spellings of exporters is one pattern`(
    form: Form, count: Int
  ) throws {
    let found = try SpelledNetwork.patterns([2, 5, 8], definition: form.callAsFunction)
    #expect(found.map(\.kind.name) == ["LayerNormalization"])
    #expect(found.first?.nodes == Array(0..<count))
    #expect(
      found.first?.attributes.map(\.value) == [.integers([-1]), .number(Double(Float(1e-5)))])
  }

  static let inexact: [Form] = [
    Form(exponent: 3), Form(axes: [[-2], [-2]]), Form(axes: [[-1], [-2]]),
    Form(axes: [[-1], [-2, -1]]), Form(readsDifference: true), Form(returnsVariance: true),
    Form(axes: [[0], [0]]),
  ]

  @Test(arguments: inexact)
  func `What differs from a layer norm in one thing is none`(form: Form) throws {
    let found = try SpelledNetwork.patterns([2, 5, 8], definition: form.callAsFunction)
    #expect(found.map(\.kind.name) == [])
  }

  @Test func `A norm over two axes has weights of both`() throws {
    let form = Form(axes: [[-2, -1], [-1, -2]], scale: [5, 8], shift: [5, 8])
    let found = try SpelledNetwork.patterns([2, 5, 8], definition: form.callAsFunction)
    #expect(found.first?.attributes.first?.value == .integers([-2, -1]))
  }

  @Test func `Weights of another size stay outside`() throws {
    let forms = [Form(shift: [5, 8]), Form(axes: [[-2, -1], [-2, -1]])]
    let found = try forms.map {
      try SpelledNetwork.kinds([2, 5, 8], definition: $0.callAsFunction)
    }
    #expect(found == [["LayerNormalization 8"], ["LayerNormalization 7"]])
  }

  @Test func `Sizes may be symbols`() throws {
    let found = try SpelledNetwork.kinds(
      [Dim(.batch), Dim(.height), 8], definition: Form().callAsFunction)
    #expect(found == ["LayerNormalization 9"])
  }

  @Test(arguments: [false, true])
  func `A root mean square norm may compute in another type`(casts: Bool) throws {
    let found = try SpelledNetwork.kinds([2, 5, 8]) { net, x in
      let inner = casts ? net.apply(Cast(to: .float64), x) : x
      let variance = net.mean(net.power(inner, 2), over: [-1])
      let root = net.apply(.squareRoot, net.add(variance, 1e-6))
      let y = net.multiply(inner, net.divide(net.number(1), root))
      return [
        net.multiply(net.stored([8]), casts ? net.apply(Cast(to: .float32), y) : y)
      ]
    }
    #expect(found == [casts ? "RMSNormalization 9" : "RMSNormalization 7"])
  }

  @Test(arguments: [(-1, 2.0, 1), (-2, 2, 0), (-1, 4, 0)])
  func `A root mean square norm has squares and means over the last axis`(
    axis: Int, exponent: Double, count: Int
  ) throws {
    let found = try SpelledNetwork.kinds([2, 5, 8]) { net, x in
      let variance = net.mean(net.power(x, exponent), over: [axis])
      return [net.divide(x, net.apply(.squareRoot, net.add(variance, 1e-6)))]
    }
    #expect(found.count == count)
  }

  /// Names what differs from a group norm of 6 channels in 3 groups.
  enum GroupChange: CaseIterable {
    case nothing, noWeights, affine, otherShape, scaleOfRows, readsInside
  }

  @Test(arguments: zip(GroupChange.allCases, [1, 1, 0, 0, 1, 0]))
  func `A group norm is an instance norm between reshapes`(
    change: GroupChange, count: Int
  ) throws {
    let found = try SpelledNetwork.patterns([2, 6, 4, 4]) { net, x in
      let groups = net.reshape(x, [2, 3, 32])
      let affine = change == .affine
      let norm = net.apply(InstanceNormalization(3, axes: 1, affine: affine), groups)
      let back = net.reshape(norm, change == .otherShape ? [2, 6, 2, 8] : [2, 6, 4, 4])
      if change == .noWeights { return [back] }
      if change == .otherShape { return [net.add(back, 1)] }
      let scale: Shape = change == .scaleOfRows ? [4, 1] : [6, 1, 1]
      let y = net.add(net.multiply(back, net.stored(scale)), net.stored([6, 1, 1]))
      return [y] + (change == .readsInside ? [norm] : [])
    }
    #expect(found.count == count)
    // Weights that are not per channel stay outside.
    let nodes = change == .noWeights || change == .scaleOfRows ? 3 : 5
    if count == 1 { #expect(found[0].nodes.count == nodes) }
  }
}
