import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Norms that imported networks use.
@Suite struct ImportedNormTests {
  private let n = Dim(.batch)
  private let t = Dim(Symbol("T"))

  @Test func `A norm of a sum costs the sum and the norm`() throws {
    let words = Fact.float([n, t, 64])
    let elements = n * t * 64
    let norm = try LayerNormalization([64]).applied(to: words).work
    let full = try SkipLayerNormalization().applied(
      to: words, words, .float([64]), .float([64]), .float([64]))
    #expect(full.shapes == [[n, t, 64], [n, t, 1], [n, t, 1], [n, t, 64]])
    #expect(full.work[.additions] == norm[.additions] + elements * 2)
    #expect(full.work[.multiplications] == norm[.multiplications])
    #expect(full.work[.parametersPerImage] == 0 && full.work[.divisions] == norm[.divisions])
    let simple = SkipLayerNormalization(.rootMeanSquare)
    let root = try simple.applied(to: words, .float([1, t, 64]), .float([64]))
    let rms = try RMSNormalization([64]).applied(to: words).work
    #expect(root.work[.additions] == rms[.additions] + elements && root.assumptions.isEmpty)
    #expect(simple.torch.name == "RMSNorm" && SkipLayerNormalization().torch.name == "LayerNorm")
    #expect(throws: ShapeMismatch.unequal(axis: 2, 8, 6)) {
      try SkipLayerNormalization().applied(to: .float([2, 7, 8]), .float([2, 7, 8]), .float([6]))
    }
  }

  @Test func `Embeddings are added before they are normalized`() throws {
    let words = Fact(.int32, [n, t])
    func embed(_ segments: Bool, positions: Dim = 512) throws -> Application {
      try EmbedLayerNormalization().applied(
        to: words, segments ? words : nil, .float([100, 64]), .float([positions, 64]),
        segments ? .float([2, 64]) : nil, .float([64]), .float([64]))
    }
    let both = try embed(true)
    #expect(both.facts[0] == .float([n, t, 64]) && both.facts[1] == Fact(.int32, [n]))
    #expect(both.facts[2] == both.facts[0])
    #expect(both.assumptions == [Assumption.atLeast(512, t).normalized])
    #expect(try both.work[.additions] - embed(false).work[.additions] == n * t * 64)
    #expect(both.work[.inputElements] == n * t)
    #expect(throws: ShapeMismatch.index(6, size: 5)) {
      try EmbedLayerNormalization().applied(
        to: Fact(.int32, [2, 7]), nil, .float([100, 8]), .float([5, 8]), nil, .float([8]),
        .float([8]))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 1, 8, 6)) {
      try EmbedLayerNormalization().applied(
        to: Fact(.int32, [2, 7]), nil, .float([100, 8]), .float([50, 6]), nil, .float([8]),
        .float([8]))
    }
  }

  @Test func `A bias and its function are one operator`() throws {
    let answer = try BiasActivation(.gelu).applied(to: .float([n, t, 8]), .float([8]))
    let plain = try Activation(.gelu).applied(to: .float([n, t, 8]))
    #expect(answer.facts == plain.facts && answer.work[.biasAdditions] == n * t * 8)
    #expect(answer.work[.exponentials] == plain.work[.exponentials])
    #expect(throws: ShapeMismatch.unequal(axis: 1, 6, 8)) {
      try BiasActivation(.gelu).applied(to: .float([2, 6]), .float([8]))
    }
  }

  @Test func `Responses are divided by those of neighboring channels`() throws {
    let answer = try LocalResponseNormalization(size: 5).applied(to: .float([n, 4, 6, 5]))
    let elements = n * 120
    #expect(answer.shapes == [[n, 4, 6, 5]])
    #expect(
      answer.work
        == Work(
          inputElements: elements, outputElements: elements, additions: elements * 5,
          multiplications: elements * 2, divisions: elements, exponentials: elements))
    #expect(throws: ShapeMismatch.rank(expected: 4, actual: 2)) {
      try LocalResponseNormalization(size: 5).applied(to: .float([2, 4]))
    }
  }

  @Test func `Slices are divided by their norms`() throws {
    let euclidean = try LpNormalization(axis: 1).applied(to: .float([2, 4, 3])).work
    #expect(
      euclidean
        == Work(
          inputElements: 24, outputElements: 24, additions: 24, multiplications: 24,
          divisions: 24 + 6))
    let magnitudes = try LpNormalization(.sumOfMagnitudes).applied(to: .float([2, 4, 3])).work
    #expect(
      magnitudes
        == Work(
          inputElements: 24, outputElements: 24, additions: 24, divisions: 24, comparisons: 24))
    let standard = try MeanVarianceNormalization(over: [0, -1]).applied(to: .float([2, 4, 3]))
    #expect(standard.work[.divisions] == 4 * 4 && standard.work[.additions] == 72)
    let hard = try Hardmax(axis: 1).applied(to: .float([2, 4, 3]))
    #expect(hard.work == Work(inputElements: 24, outputElements: 24, comparisons: 18))
    #expect(throws: ShapeMismatch.axis(3, rank: 3)) {
      try Hardmax(axis: 3).applied(to: .float([2, 4, 3]))
    }
  }
}
