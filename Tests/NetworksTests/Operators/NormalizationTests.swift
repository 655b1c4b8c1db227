import RLANetworks
import RLASymbolic
import Testing

@Suite struct NormalizationTests {
  private static let shape: Shape = [2, 3, 4, 5]

  private func work(of function: some Operator, on shape: Shape = shape) throws -> Work {
    var requirements = Requirements()
    let inputs = Operands([shape])
    let facts = try function.outputs(of: inputs, requiring: &requirements)
    #expect(facts[0] == .float(shape))
    #expect(requirements.assumptions.isEmpty)
    return function.work(on: inputs, outputs: Results(facts))
  }

  @Test func `A batch or group norm scales every element`() throws {
    #expect(try work(of: BatchNormalization(3))[.scaledElements] == 120)
    #expect(try work(of: GroupNormalization(3, groups: 3))[.scaledElements] == 120)
    #expect(try work(of: Softmax())[.scaledElements] == 0)
  }

  @Test func `Batch norms take two to five axes, group norms two and more`() throws {
    for axes in 0...3 {
      let shape = Shape([2, 6] + [Dim](repeating: 3, count: axes))
      _ = try work(of: BatchNormalization(6, axes: axes, epsilon: 1e-3), on: shape)
      for groups in [1, 2, 3, 6] {
        let work = try work(of: GroupNormalization(6, groups: Dim(groups)), on: shape)
        #expect(work[.divisions].value == 2 * (6 + 3 * groups))
      }
    }
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 1)) {
      try work(of: GroupNormalization(6), on: [6])
    }
  }

  /// What a layer norm does to each of `slices` slices of `length` elements, of which `first` lie
  /// along the first axis.
  private func loop(slices: Int, length: Int, first: Int, scale: Bool, bias: Bool) -> Work {
    let n = Dim(slices * length)
    var work = Work(
      inputElements: n, outputElements: n, scaledElements: scale ? n : 0,
      parametersPerImage: 2 * Dim(length) * ((scale ? 1 : 0) + (bias ? 1 : 0)))
    work[.normSlices] = Dim(slices * (length / first))
    for _ in 0..<slices {
      for _ in 0..<length {
        // The two sums, and what moves and scales the element.
        work[.additions] += bias ? 4 : 3
        work[.multiplications] += scale ? 3 : 2
      }
      work[.divisions] += 4
    }
    return work
  }

  @Test(arguments: [1, 2, 3])
  func `A layer norm takes the statistics of every slice over the last axes`(axes: Int) throws {
    let normalized = Shape(Array(Self.shape.dims.suffix(axes)))
    let length = [5, 20, 60][axes - 1]
    for (affine, bias) in [(true, true), (true, false), (false, true)] {
      let norm = LayerNormalization(normalized, affine: affine, bias: bias)
      let expected = loop(
        slices: 120 / length, length: length, first: [5, 4, 3][axes - 1], scale: affine,
        bias: affine && bias)
      #expect(try work(of: norm) == expected)
      #expect(norm.weights.map(\.name) == (affine ? bias ? ["weight", "bias"] : ["weight"] : []))
      #expect(norm.weights.allSatisfy { $0.shape == normalized })
    }
  }

  @Test func `A layer norm refuses other last axes, and assumes unknown ones`() throws {
    #expect(throws: ShapeMismatch.unequal(axis: 2, 4, 6)) {
      try work(of: LayerNormalization([6, 5]))
    }
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 1)) {
      try work(of: LayerNormalization([6, 5]), on: [5])
    }
    var requirements = Requirements()
    let width = Dim(.width)
    _ = try LayerNormalization([5]).outputs(of: Operands([[2, width]]), requiring: &requirements)
    #expect(requirements.assumptions == [Assumption.equal(width, 5).normalized])
  }

  @Test func `An instance norm works as a group norm of one channel per group`() throws {
    for axes in 1...3 {
      let shape = Shape([2, 3] + [4, 5, 6].prefix(axes).map { Dim($0) })
      let instances = InstanceNormalization(3, axes: axes, affine: true)
      let groups = GroupNormalization(3, groups: 3)
      #expect(try work(of: instances, on: shape) == work(of: groups, on: shape))
      #expect(instances.weights == groups.weights)
      #expect(instances.torch.module == "InstanceNorm\(axes)d")
      let plain = InstanceNormalization(3, axes: axes, affine: false)
      let difference = try work(of: instances, on: shape) - work(of: plain, on: shape)
      #expect(
        difference
          == Work(
            inputElements: 0, outputElements: 0, scaledElements: shape.elements,
            parametersPerImage: 12))
    }
  }

  @Test func `An instance norm refuses other ranks and channels`() {
    let norm = InstanceNormalization(3, affine: false)
    #expect(throws: ShapeMismatch.rank(expected: 4, actual: 3)) {
      try work(of: norm, on: [2, 3, 4])
    }
    #expect(throws: ShapeMismatch.channels(expected: 3, actual: 4)) {
      try work(of: norm, on: [2, 4, 4, 4])
    }
  }

  @Test(arguments: [true, false])
  func `An RMS norm takes one sum for every slice over the last axes`(affine: Bool) throws {
    for (axes, length) in [(1, 5), (2, 20), (3, 60)] {
      let norm = RMSNormalization(Shape(Array(Self.shape.dims.suffix(axes))), affine: affine)
      var expected = Work(
        inputElements: 120, outputElements: 120, scaledElements: affine ? 120 : 0,
        parametersPerImage: affine ? 2 * Dim(length) : 0)
      for _ in 0..<(120 / length) {
        for _ in 0..<length {
          expected[.additions] += 1
          expected[.multiplications] += affine ? 3 : 2
        }
        expected[.divisions] += 3
      }
      #expect(try work(of: norm) == expected)
    }
  }

  @Test func `An RMS norm refuses other last axes`() {
    #expect(throws: ShapeMismatch.unequal(axis: 3, 5, 4)) {
      try work(of: RMSNormalization([4]))
    }
  }
}
