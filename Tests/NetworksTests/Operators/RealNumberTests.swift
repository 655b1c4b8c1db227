import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Real numbers from which models compute sizes.
@Suite struct RealNumberTests {
  private func real(_ number: Double, _ type: ElementType = .float32) -> Fact {
    Fact(type, [], numbers: [number])
  }

  private func whole(_ number: Int) -> Fact { Fact(.float32, [], elements: [Dim(number)]) }

  @Test func `Numbers are rounded to their type, and whole ones are sizes`() {
    #expect(real(0.1).reals == [Double(Float(0.1))] && real(0.1).elements == nil)
    #expect(real(0.1, .float64).reals == [0.1])
    #expect(real(3).elements == [3] && real(3).reals == nil)
    #expect(real(0.1, .float16).reals == nil && real(.infinity).reals == nil)
    // The nearest 32-bit number is whole.
    #expect(real(16_777_216.5).elements == [16_777_216])
  }

  @Test func `A detector scales the sides of an image as its code does`() throws {
    // 800 / 427 pixels, so that the longer side of 640 becomes 1199.06…
    let inverse = try Activation(.reciprocal).applied(to: whole(427)).facts[0]
    let scale = try Arithmetic(.multiply).applied(to: inverse, whole(800)).facts[0]
    let most = try Arithmetic(.divide).applied(to: whole(1333), whole(640)).facts[0]
    let factor = try Arithmetic(.minimum).applied(to: scale, most).facts[0]
    #expect(factor == scale && factor.elements == nil)
    let side = try Arithmetic(.multiply).applied(to: whole(640), factor).facts[0]
    #expect(try Activation(.floor).applied(to: side).elements == [1199])
    #expect(try Activation(.ceiling).applied(to: side).elements == [1200])
    #expect(try Cast(to: .int64).applied(to: side).elements == [1199])
    #expect(try Cast(to: .int64).applied(to: real(-1.5)).elements == [-1])
    #expect(try Cast(to: .bool).applied(to: side).elements == [1])
    #expect(
      try Arithmetic(.less).applied(to: side, whole(1200)).facts == [
        Fact(.bool, [], elements: [1])
      ])
  }

  @Test func `What is divided evenly stays a size, and fractions with symbols are not known`()
    throws
  {
    let divided = try Arithmetic(.divide).applied(to: whole(64), whole(32))
    #expect(divided.facts == [whole(2)])
    let height = Fact(.float32, [], elements: [Dim(.height)])
    let scaled = try Arithmetic(.multiply).applied(to: height, real(0.5)).facts[0]
    #expect(scaled == Fact(.float32, []))
    #expect(try Arithmetic(.divide).applied(to: whole(1), whole(0)).facts == [Fact(.float32, [])])
  }

  @Test func `Real numbers move with the tensors that hold them`() throws {
    let list = Fact(.float32, [3], numbers: [1, 0.5, 2.25])
    #expect(try Gather().applied(to: list, .known(-2)).facts == [real(0.5)])
    let ends = try RangeSlice().applied(to: list, .known([1]), .known([3])).facts[0]
    #expect(ends.reals == [0.5, 2.25])
    let last = try Slice(axis: 0, start: 0, count: 1).applied(to: list).facts[0]
    #expect(last.elements == [1] && last.reals == nil)
    let joined = try Concatenation(axis: 0).applied(to: last, ends).facts[0]
    #expect(joined == list)
    #expect(try Expand().applied(to: real(0.5), .known([2])).facts[0].reals == [0.5, 0.5])
    let extremes = [ReductionFunction.maximum, .minimum].map { Reduction($0, keepingAxes: false) }
    #expect(try extremes.map { try $0.applied(to: list).facts[0] } == [real(2.25), real(0.5)])
  }

  @Test func `Computed factors of a resize are exact, and unknown ones leave channels alone`()
    throws
  {
    let image = Fact.float([1, 3, 427, 640])
    let factors = Fact(.float32, [4], numbers: [1, 1, 1.5, 0.75])
    let resize = Resize(.inputs, axes: [0, 1, 2, 3])
    #expect(try resize.applied(to: image, nil, factors).shapes == [[1, 3, 640, 480]])
    let shape = try resize.applied(to: image, nil, .float([4])).shapes[0]
    #expect(shape.dims[0] == 1 && shape.dims[1] == 3)
    #expect(shape.dims[2].value == nil && shape.dims[3].value == nil)
  }

  @Test func `A norm of a known number is not that number`() throws {
    let number = Fact(.float32, [1, 1, 1, 1], elements: [7])
    #expect(try ParametricReLU(slopes: 1).applied(to: number).facts[0].elements == nil)
  }
}
