import Foundation
import RLANetworks
import RLASymbolic
import Testing

@Suite struct ResizeTests {
  private func resize(_ resize: Resize, _ inputs: Fact?...) throws -> (shape: Shape, [Assumption]) {
    var requirements = Requirements()
    let facts = try resize.outputs(of: Operands(inputs), requiring: &requirements)
    return (facts[0].shape, requirements.assumptions)
  }

  private static let map = Fact.float([2, 3, 8, 5])

  @Test func `A ratio is exact where a quotient of real numbers is not`() throws {
    for size in [1, 2, 3, 7, 97, 300, 706] {
      for wanted in 1...224 {
        let scale = Resize.Scale(wanted, over: size)
        let result = try resize(Resize(.scales([scale]), axes: [0]), .float([Dim(size)]))
        #expect(result.shape.values == [wanted])
      }
    }
    // In single precision, in which ONNX keeps scales, the product is below 224.
    #expect(Int(706 * (Float(224) / 706)) == 223)
    let width = Dim(.width)
    let (shape, assumptions) = try resize(
      Resize(.scales([Resize.Scale(3, over: 2), Resize.Scale(1, over: 4)])),
      .float([2, 3, 8, width]))
    #expect(shape == [2, 3, 12, width.floorDivided(by: 4)])
    #expect(assumptions.count == 1)
  }

  @Test func `Sizes come from attributes or known elements, which override scales`() throws {
    let expected: Shape = [2, 3, 16, 15]
    #expect(try resize(Resize(.sizes([16, 15])), Self.map).shape == expected)
    #expect(try resize(Resize(.sizes([15, 16]), axes: [-1, 2]), Self.map).shape == expected)
    let scales = Fact(.float32, [4], elements: [1, 1, 2, 3])
    #expect(try resize(Resize(.inputs), Self.map, nil, scales).shape == expected)
    let sizes = Fact.known([2, 3, 4, 4])
    #expect(try resize(Resize(.inputs), Self.map, nil, scales, sizes).shape == [2, 3, 4, 4])
    #expect(try resize(Resize(.inputs), Self.map, nil, scales, .known([])).shape == expected)
    let two = Fact.known([16, 15])
    #expect(try resize(Resize(.inputs, axes: [2, 3]), Self.map, nil, nil, two).shape == expected)
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 4)) {
      try resize(Resize(.inputs), Self.map, nil, nil, two)
    }
    #expect(throws: ShapeMismatch.unknownElements(input: "sizes")) {
      try resize(Resize(.inputs), Self.map, nil, nil, Fact(.int64, [Dim(.width)]))
    }
    #expect(throws: ShapeMismatch.elements(expected: 5, actual: 0)) {
      try resize(Resize(.scales([Resize.Scale(1), Resize.Scale(1, over: 6)])), Self.map)
    }
  }

  @Test func `Work agrees with the sum over neighbors of every new element`() throws {
    for (mode, neighbors) in [
      (Resize.Mode.nearest(.floor), 1), (.linear, 2), (.cubic, 4),
    ] {
      for rank in 3...5 {
        let input = Fact.float(Shape([2, 3] + [Dim](repeating: 4, count: rank - 2)))
        let resize = Resize(
          .sizes([Dim](repeating: 7, count: rank - 2)), mode, axes: Array(2..<rank))
        var requirements = Requirements()
        let facts = try resize.outputs(of: Operands([input]), requiring: &requirements)
        var (products, sums) = (0, 0)
        for _ in 0..<(facts[0].shape.elements.value ?? 0) {
          var taken = 1
          for _ in 2..<rank { taken *= neighbors }
          if neighbors > 1 { (products, sums) = (products + taken, sums + taken - 1) }
        }
        let work = resize.work(on: Operands([input]), outputs: Results(facts))
        #expect(work[.multiplications].value == products && work[.additions].value == sums)
        #expect(work.scalarOperations.value == products + sums)
        #expect(work[.outputPositions] == facts[0].shape.spatial.reduce(1, *))
      }
    }
  }

  @Test func `Tools distinguish modes and targets by their keys`() {
    let byFactor = Resize(.scales([Resize.Scale(2), Resize.Scale(2)]), .linear).torch
    #expect(byFactor.moduleKeys == ["Upsample", "Upsample(bilinear)"])
    #expect(byFactor.functionKeys == ["F.interpolate", "F.interpolate(scale_factor)"])
    #expect(byFactor.aten == ["aten::upsample_bilinear2d"] && byFactor.name == "interpolate")
    let bySize = Resize(.sizes([4]), .nearest(.floor)).torch
    #expect(bySize.functionKeys == ["F.interpolate", "F.interpolate(size)"])
    #expect(bySize.aten == ["aten::upsample_nearest1d"] && bySize != byFactor)
  }
}
