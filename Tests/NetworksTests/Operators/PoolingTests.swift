import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct PoolingTests {
  /// Starts of a window along an axis, one by one.
  private func starts(_ window: Window, _ size: Int) -> [Int] {
    let (before, after) = window.padding(of: size)
    return Array(stride(from: -before, through: size + after - window.extent, by: window.stride))
  }

  @Test func `Windows over one to three axes agree with sliding them`() throws {
    var generator = SeededGenerator(seed: 81)
    for round in 0..<90 {
      let axes = 1 + round % 3
      let windows = (0..<axes).map { _ in
        Window(
          .random(in: 1...3, using: &generator), stride: .random(in: 1...3, using: &generator),
          padding: .fixed(
            before: .random(in: 0...1, using: &generator),
            after: .random(in: 0...1, using: &generator)))
      }
      let sizes = windows.map { $0.extent + Int.random(in: 0...4, using: &generator) }
      let input = Shape([2, 3] + sizes.map { Dim($0) })
      let outputs = zip(windows, sizes).map { starts($0, $1) }
      let positions = outputs.reduce(6) { $0 * $1.count }
      // Each window reads its elements one after another, padding included.
      let taps = windows.reduce(1) { $0 * $1.kernel }
      for function in PoolFunction.all {
        var requirements = Requirements()
        let pooling = Pooling(function, windows: windows)
        let facts = try pooling.outputs(of: Operands([input]), requiring: &requirements)
        #expect(facts[0].shape.values == [2, 3] + outputs.map(\.count))
        let work = pooling.work(on: Operands([input]), outputs: Results(facts))
        let joins = positions * (taps - 1)
        switch function {
        case .maximum: #expect(work[.comparisons].value == joins)
        case .average:
          #expect(work[.additions].value == joins && work[.multiplications].value == positions)
        default:
          #expect(work[.additions].value == joins && work[.divisions].value == positions)
          #expect(work[.multiplications].value == positions * taps)
        }
        #expect(work[.multiplyAdds] == 0)
      }
    }
  }

  @Test func `Padding that a mean does not count changes neither sizes nor work`() throws {
    let windows = [Window(3, stride: 2, padding: 1), Window(2, padding: .sameLower)]
    let input: Shape = [2, 3, 7, 6]
    let tallies = try [true, false].map { countsPadding in
      var requirements = Requirements()
      let pooling = Pooling(.average, windows: windows, countsPadding: countsPadding)
      let facts = try pooling.outputs(of: Operands([input]), requiring: &requirements)
      #expect(facts[0].shape == [2, 3, 4, 6])
      return pooling.work(on: Operands([input]), outputs: Results(facts))
    }
    #expect(tallies[0] == tallies[1])
    #expect(tallies[0][.additions].value == 2 * 3 * 4 * 6 * 5)
  }

  @Test func `All positions at once agree with a loop`() throws {
    for axes in 1...3 {
      let input = Shape([2, 3] + [4, 5, 6].prefix(axes))
      let elements = try #require(input.elements.value)
      for function in PoolFunction.all {
        var requirements = Requirements()
        let pooling = GlobalPooling(function, axes: axes)
        let facts = try pooling.outputs(of: Operands([input]), requiring: &requirements)
        #expect(facts[0].shape == Shape([2, 3] + [Dim](repeating: 1, count: axes)))
        let work = pooling.work(on: Operands([input]), outputs: Results(facts))
        let joins = function == .maximum ? work[.comparisons] : work[.additions]
        #expect(joins.value == elements - 6)
        #expect(work[.divisions].value == (function == .maximum ? 0 : 6))
      }
    }
  }

  @Test func `A transposed convolution has the smallest input of its convolution`() throws {
    var generator = SeededGenerator(seed: 82)
    for _ in 0..<200 {
      let stride = Int.random(in: 1...3, using: &generator)
      let kernel = Int.random(in: 1...4, using: &generator)
      let window = Window(
        kernel, stride: stride,
        padding: .fixed(
          before: .random(in: 0...kernel / 2, using: &generator),
          after: .random(in: 0...kernel / 2, using: &generator)),
        dilation: .random(in: 1...2, using: &generator))
      let spare = Int.random(in: 0..<stride, using: &generator)
      let groups = Int.random(in: 1...3, using: &generator)
      let (into, out) = (groups * 2, groups * Int.random(in: 1...3, using: &generator))
      let layer = TransposedConvolution(
        Dim(into), Dim(out), windows: [window], outputPadding: [spare], groups: Dim(groups),
        bias: true)
      let positions = Int.random(in: 4...9, using: &generator)
      var requirements = Requirements()
      let input: Shape = [2, Dim(into), Dim(positions)]
      let facts = try layer.outputs(of: Operands([input]), requiring: &requirements)
      // The corresponding convolution has as many positions, with or without output padding.
      let size = facts[0].shape.dims[2]
      #expect(window.outputSize(of: size).value == positions)
      #expect(window.outputSize(of: size - Dim(spare) - 1).value == positions - 1)
      var products = 0
      for _ in 0..<2 * into * positions { products += out / groups * kernel }
      let work = layer.work(on: Operands([input]), outputs: Results(facts))
      #expect(work[.multiplyAdds].value == products)
      #expect(work[.biasAdditions] == facts[0].shape.elements)
      #expect(layer.weights[0].shape == [Dim(into), Dim(out / groups), Dim(kernel)])
    }
  }
}
