import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct AttentionRuleTests {
  private let n = Dim(.batch)
  private let t = Dim(Symbol("T"))

  /// The tally of softmax(q · kᵀ · scale + mask) · v, one score after the other.
  private func scalars(scores: Dim, rows: Dim, masked: Bool) -> [Quantity: Dim] {
    [
      .multiplications: scores, .divisions: scores, .exponentials: scores,
      .comparisons: scores - rows, .additions: scores * (masked ? 3 : 2) - rows,
    ]
  }

  private func expect(_ work: Work, _ products: Dim, _ scalars: [Quantity: Dim]) {
    #expect(work[.multiplyAdds] == products)
    #expect(work[.inputGradient] + work[.weightGradient] == products * 2)
    for (quantity, count) in scalars { #expect(work[quantity] == count, "\(quantity)") }
  }

  @Test func `Heads that share keys repeat them`() throws {
    let answer = try Attention().applied(
      to: .float([n, 8, t, 64]), .float([n, 2, 77, 64]), .float([n, 2, 77, 32]))
    #expect(
      answer.shapes
        == [[n, 8, t, 32], [n, 2, 77, 64], [n, 2, 77, 32], [n, 8, t, 77]])
    #expect(answer.assumptions.isEmpty)
    let scores = n * t * (8 * 77)
    expect(answer.work, scores * 96, scalars(scores: scores, rows: n * t * 8, masked: false))
  }

  @Test func `Heads side by side are separated, and earlier keys come first`() throws {
    let attention = Attention(.joined(queries: 4, keys: 2))
    let answer = try attention.applied(
      to: .float([2, 3, 32]), .float([2, 5, 16]), .float([2, 5, 12]), .float([3, 14]),
      .float([2, 2, 9, 8]), .float([2, 2, 9, 6]))
    #expect(answer.shapes == [[2, 3, 24], [2, 2, 14, 8], [2, 2, 14, 6], [2, 4, 3, 14]])
    let scores: Dim = 2 * 4 * 3 * 14
    expect(answer.work, scores * 14, scalars(scores: scores, rows: 24, masked: true))
  }

  @Test func `Operands that do not belong together are refused`() {
    let (key, value) = (Fact.float([2, 2, 9, 8]), Fact.float([2, 2, 9, 6]))
    #expect(throws: ShapeMismatch.innerSizes(7, 8)) {
      try Attention().applied(to: .float([2, 4, 3, 7]), key, value)
    }
    #expect(throws: ShapeMismatch.multiple(axis: 1, size: 3, of: 2)) {
      try Attention().applied(to: .float([2, 3, 3, 8]), key, value)
    }
    #expect(throws: ShapeMismatch.unequal(axis: 2, 9, 10)) {
      try Attention().applied(to: .float([2, 4, 3, 8]), key, .float([2, 2, 10, 6]))
    }
    #expect(throws: ShapeMismatch.rank(expected: 4, actual: 3)) {
      try Attention().applied(to: .float([2, 3, 8]), key, value)
    }
    #expect(throws: ShapeMismatch.multiple(axis: 2, size: 30, of: 4)) {
      try Attention(.joined(queries: 4, keys: 4)).applied(
        to: .float([2, 3, 30]), .float([2, 3, 32]), .float([2, 3, 32]))
    }
  }

  @Test func `Projected queries, keys and values may be packed`() throws {
    let attention = MultiHeadAttention(heads: 2)
    let query = Fact.float([2, t, 8])
    let forms: [[Fact?]] = [
      [query, .float([2, t, 8]), .float([2, t, 8])],
      [query, .float([2, 2, t, 4]), .float([2, 2, t, 4])],
      [query, .float([2, t, 2, 2, 4])],
      [.float([2, t, 2, 3, 4])],
    ]
    for form in forms {
      let facts = form + [Fact?](repeating: nil, count: 3 - form.count)
      let answer = try attention.applied(to: facts[0], facts[1], facts[2])
      #expect(answer.shapes == [[2, t, 8], [2, 2, t, 4], [2, 2, t, 4]])
      let scores = t * t * 4
      expect(answer.work, scores * 8, scalars(scores: scores, rows: t * 4, masked: false))
    }
    let later = try attention.applied(
      to: .float([2, 1, 8]), .float([2, 1, 8]), .float([2, 1, 8]), .float([24]), nil, nil,
      .float([2, 2, t, 4]), .float([2, 2, t, 4]))
    #expect(later.shapes[1] == [2, 2, t + 1, 4] && later.work[.biasAdditions] == 48)
    #expect(throws: ShapeMismatch.unknownElements(input: "value")) {
      try attention.applied(to: query, .float([2, t, 8]))
    }
  }

  @Test func `Self-attention projects its input first`() throws {
    let attention = ProjectedAttention(heads: 4)
    let answer = try attention.applied(
      to: .float([n, t, 64]), .float([64, 192]), .float([192]), Fact(.int32, [n]))
    #expect(answer.shapes == [[n, t, 64], [2, n, 4, t, 16]] && answer.assumptions.isEmpty)
    let scores = n * t * t * 4
    expect(
      answer.work, n * t * (64 * 192) + scores * 32,
      scalars(scores: scores, rows: n * t * 4, masked: true))
    #expect(answer.work[.biasAdditions] == n * t * 192)
    let uneven = try ProjectedAttention(heads: 2, sizes: [8, 8, 6]).applied(
      to: .float([1, 3, 5]), .float([5, 22]), nil, nil, .float([2, 1, 2, 7, 4]))
    #expect(uneven.shapes == [[1, 3, 6], [2, 1, 2, 10, 4]])
    #expect(uneven.work[.multiplyAdds].value == 3 * 5 * 22 + 3 * 10 * (8 + 6))
    #expect(throws: ShapeMismatch.innerSizes(60, 64)) {
      try attention.applied(to: .float([1, 3, 60]), .float([64, 192]))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 1, 24, 22)) {
      try ProjectedAttention(heads: 2, sizes: [8, 8, 6]).applied(
        to: .float([1, 3, 5]), .float([5, 24]))
    }
  }

  /// The first attention of bert_tiny as ONNX Runtime fuses it, at two sequences of 32 words.
  @Test func `A fused attention costs what the golden file says`() throws {
    let answer = try ProjectedAttention(heads: 2).applied(
      to: .float([2, 32, 128]), .float([128, 384]), .float([384]), Fact(.int32, [2, 32]))
    #expect(answer.shapes[0] == [2, 32, 128] && answer.work[.multiplyAdds] == 3_670_016)
  }

  @Test func `Rotation turns the elements that it is told to`() throws {
    let cache = Fact.float([9, 4])
    let whole = try RotaryEmbedding().applied(to: .float([n, 4, t, 8]), cache, cache)
    #expect(whole.shapes == [[n, 4, t, 8]])
    #expect(whole.work[.multiplications] == n * t * 64 && whole.work[.additions] == n * t * 32)
    let part = try RotaryEmbedding(heads: 4, rotated: 2).applied(
      to: .float([n, t, 32]), cache, cache)
    #expect(part.work[.multiplications] == n * t * 16)
    #expect(throws: ShapeMismatch.multiple(axis: 2, size: 30, of: 4)) {
      try RotaryEmbedding(heads: 4).applied(to: .float([1, 3, 30]), cache, cache)
    }
  }
}
