import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct OperatorTests {
  @Test func `Window positions agree with sliding the window`() {
    for kernel in 1...4 {
      for (stride, padding) in [(1, 0), (1, 1), (2, 0), (2, 1), (3, 2)] {
        for dilation in 1...2 {
          let window = Window(kernel, stride: stride, padding: padding, dilation: dilation)
          for size in window.extent...20 {
            var positions = 0
            var start = -padding
            while start + window.extent <= size + padding {
              positions += 1
              start += stride
            }
            #expect(window.outputSize(of: Dim(size)).value == positions)
          }
        }
      }
    }
  }

  @Test func `A convolution's tally equals counting in a loop`() throws {
    var generator = SeededGenerator(seed: 34)
    for _ in 0..<40 {
      let groups = Int.random(in: 1...3, using: &generator)
      let input = groups * Int.random(in: 1...3, using: &generator)
      let output = groups * Int.random(in: 1...3, using: &generator)
      let window = Window(
        .random(in: 1...3, using: &generator), stride: .random(in: 1...2, using: &generator),
        padding: .random(in: 0...1, using: &generator))
      let convolution = Convolution(
        Dim(input), Dim(output), window, groups: Dim(groups), bias: true)
      let shape: Shape = [2, Dim(input), 7, 5]
      var requirements = Requirements()
      let result = try convolution.outputShape(of: [shape], requiring: &requirements)
      var products = 0
      var additions = 0
      for _ in 0..<(result.elements.value ?? 0) {
        for _ in 0..<(input / groups) * window.kernel * window.kernel { products += 1 }
        additions += 1
      }
      let work = convolution.work(
        on: Operands([shape]), outputs: Results([.float(result)]))
      #expect(work[.multiplyAdds].value == products)
      #expect(work[.biasAdditions].value == additions)
      #expect(work[.weightGradient].value == products)
      #expect(work[.weightGradientTimesGroups].value == products * groups)
      let weights = convolution.weights.compactMap(\.shape.elements.value).reduce(0, +)
      #expect(convolution.parameterCount.value == weights)
    }
  }

  @Test func `Inputs that do not fit are refused with both sizes`() {
    var requirements = Requirements()
    #expect(throws: ShapeMismatch.channels(expected: 4, actual: 5)) {
      try Convolution(4, 8, .same(3)).outputShape(
        of: [[1, 5, 8, 8]], requiring: &requirements)
    }
    #expect(throws: ShapeMismatch.unequal(axis: 2, 8, 7)) {
      try Arithmetic(.add, .aligned).outputShape(
        of: [[1, 4, 8, 8], [1, 4, 7, 8]], requiring: &requirements)
    }
    #expect(throws: ShapeMismatch.windowTooLarge(axis: 3, size: 1, kernel: 2)) {
      try Pooling.average(Window(2, stride: 2)).outputShape(
        of: [[1, 4, 8, 1]], requiring: &requirements)
    }
    #expect(throws: ShapeMismatch.rank(expected: 4, actual: 2)) {
      try BatchNormalization(4).outputShape(of: [[1, 4]], requiring: &requirements)
    }
    #expect(requirements.assumptions.isEmpty)
  }

  @Test func `What no rule can prove is recorded once`() throws {
    var requirements = Requirements()
    let left: Shape = [1, 4, Dim(.height), Dim(.width)]
    let right: Shape = [1, 4, Dim(.width), Dim(.height)]
    _ = try Arithmetic(.add, .aligned).outputShape(of: [left, right], requiring: &requirements)
    _ = try Arithmetic(.add, .aligned).outputShape(of: [right, left], requiring: &requirements)
    #expect(requirements.assumptions.count == 1)
  }
}
