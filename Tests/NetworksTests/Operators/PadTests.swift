import RLANetworks
import RLASymbolic
import Testing

@Suite struct PadTests {
  private func pad(_ pad: Pad, _ inputs: Fact?...) throws -> (shape: Shape, [Assumption]) {
    var requirements = Requirements()
    let facts = try pad.outputs(of: Operands(inputs), requiring: &requirements)
    return (facts[0].shape, requirements.assumptions)
  }

  private static let map = Fact.float([2, 3, 5, 7])

  @Test func `Attributes and inputs give the same margins`() throws {
    let margins = [Pad.Margin(1, 2), Pad.Margin(-3, 4)]
    #expect(try pad(Pad(margins, axes: [2, -1]), Self.map).shape == [2, 3, 8, 8])
    let numbers = Fact.known([1, -3, 2, 4])
    #expect(try pad(Pad(nil, axes: [2, 3]), Self.map, numbers).shape == [2, 3, 8, 8])
    #expect(try pad(Pad(nil), Self.map, numbers, nil, .known([-2, 3])).shape == [2, 3, 8, 8])
    let all = Fact.known([0, 0, 1, -3, 0, 0, 2, 4])
    #expect(try pad(Pad(nil), Self.map, all).shape == [2, 3, 8, 8])
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 4)) {
      try pad(Pad(nil), Self.map, numbers)
    }
    #expect(throws: ShapeMismatch.unknownElements(input: "pads")) { try pad(Pad(nil), Self.map) }
    #expect(throws: ShapeMismatch.unknownElements(input: "axes")) {
      try pad(Pad(nil), Self.map, numbers, nil, Fact(.int64, [2]))
    }
    #expect(throws: ShapeMismatch.axis(4, rank: 4)) {
      try pad(Pad(margins, axes: [2, 4]), Self.map)
    }
  }

  @Test func `An axis can be cropped to nothing, not beyond`() throws {
    #expect(try pad(Pad([Pad.Margin(-5, 0)], axes: [2]), Self.map).shape == [2, 3, 0, 7])
    #expect(throws: ShapeMismatch.elements(expected: 5, actual: -1)) {
      try pad(Pad([Pad.Margin(-4, -2)], axes: [2]), Self.map)
    }
  }

  /// Which positions of the input a margin copies, for sizes on which tools agree.
  @Test func `A mode is refused exactly where it would copy elements that do not exist`() throws {
    for mode in Pad.Mode.allCases {
      for size in 0...4 {
        for margin in -1...5 {
          let sources: [Int] =
            switch mode {
            case .constant: []
            case .reflect: (0..<max(0, margin)).map { $0 + 1 }
            case .edge: (0..<max(0, margin)).map { _ in 0 }
            case .wrap: (0..<max(0, margin)).map { size == 0 ? 0 : $0 % size }
            }
          let fits = sources.allSatisfy { $0 < size } && size + margin >= 0
          let input = Fact.float([Dim(size)])
          let before = try? pad(Pad([Pad.Margin(Dim(margin), 0)], mode), input)
          let after = try? pad(Pad([Pad.Margin(0, Dim(margin))], mode), input)
          #expect((before?.shape == [Dim(size + margin)]) == fits, "\(mode) \(size) \(margin)")
          #expect(before?.shape == after?.shape)
        }
      }
    }
  }

  @Test func `A mirror along an unknown axis is an assumption`() throws {
    let height = Dim(.height)
    let result = try pad(Pad([Pad.Margin(3, 3)], .reflect, axes: [0]), .float([height]))
    #expect(result.shape == [height + 6])
    #expect(result.1 == [Assumption.positive(height - 3).normalized])
  }

  @Test func `Classes are named by mode and axes`() {
    let two = [Pad.Margin(1, 1), Pad.Margin(1, 1)]
    #expect(Pad(two, axes: [2, 3]).torch.module == "ZeroPad2d")
    #expect(Pad(two, axes: [2, 3], value: 1).torch.module == "ConstantPad2d")
    #expect(Pad([two[0]], .reflect, axes: [2]).torch.module == "ReflectionPad1d")
    #expect(Pad(nil, .wrap).torch.module == "CircularPad2d")
    #expect(Pad(two + two + [two[0]], .edge).torch.module == "ReplicationPad3d")
    #expect(Pad(two, axes: [2, 3]).torch.name == "pad")
  }
}
