import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Attention, its forms and what belongs to it against formulas in double precision.
@Suite(.serialized) struct AttentionExecutionTests {
  private static let query = ReferenceTensor.distinct([2, 4, 3, 5])
  private static let key = ReferenceTensor.distinct([2, 2, 6, 5], seed: 1)
  private static let value = ReferenceTensor.distinct([2, 2, 6, 3], seed: 2)

  @Test func `Heads share keys and values`() throws {
    try OperatorCheck(
      function: Attention(), inputs: [Self.query, Self.key, Self.value]
    ) { inputs, _ in [PlainAttention().run(inputs[0], inputs[1], inputs[2]).result] }.run()
  }

  @Test func `Scores are scaled, capped and shown beside the result`() throws {
    let function = Attention(
      .separate, AttentionScoring(scale: 0.7, cap: 0.9, causal: true), scores: .shares)
    try OperatorCheck(
      function: function, inputs: [Self.query, Self.key, Self.value], outputs: 4
    ) { inputs, _ in
      var plain = PlainAttention(scale: 0.7, cap: 0.9)
      plain.bias = { $0[3] > $0[2] ? -.infinity : 0 }
      let (result, shares) = plain.run(inputs[0], inputs[1], inputs[2])
      return [result, inputs[1], inputs[2], shares]
    }.run()
  }

  @Test(arguments: [true, false]) func `A mask of numbers has a gradient`(capsMask: Bool) throws {
    let mask = ReferenceTensor.distinct([4, 1, 6], seed: 3)
    let function = Attention(.separate, AttentionScoring(cap: 0.9, capsMask: capsMask))
    try OperatorCheck(
      function: function, inputs: [Self.query, Self.key, Self.value, mask]
    ) { inputs, _ in
      var plain = PlainAttention(cap: 0.9, capsBias: capsMask)
      plain.bias = { inputs[3].broadcast($0) }
      return [plain.run(inputs[0], inputs[1], inputs[2]).result]
    }.run()
  }

  @Test func `A mask of truth values that ends early hides the rest, and rows without keys are 0`()
    throws
  {
    let mask = ReferenceTensor(
      [3, 4], [1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0], type: .bool)
    try OperatorCheck(
      function: Attention(), inputs: [Self.query, Self.key, Self.value, mask]
    ) { inputs, _ in
      var plain = PlainAttention()
      plain.bias = { place in
        place[3] < 4 && inputs[3][[place[2], place[3]]] != 0 ? 0 : -.infinity
      }
      return [plain.run(inputs[0], inputs[1], inputs[2]).result]
    }.run()
  }

  @Test func `Joined heads see earlier keys, and causality counts them`() throws {
    let inputs = [
      ReferenceTensor.distinct([2, 3, 20]), ReferenceTensor.distinct([2, 3, 10], seed: 1),
      ReferenceTensor.distinct([2, 3, 6], seed: 2),
      ReferenceTensor.distinct([2, 2, 4, 5], seed: 3),
      ReferenceTensor.distinct([2, 2, 4, 3], seed: 4),
    ]
    try OperatorCheck(
      function: Attention(.joined(queries: 4, keys: 2), AttentionScoring(causal: true)),
      inputs: inputs, operands: [0, 1, 2, nil, 3, 4], outputs: 3, differentiable: [0, 1]
    ) { inputs, _ in
      let key = inputs[3].followed(by: inputs[1].separated(2), axis: 2)
      let value = inputs[4].followed(by: inputs[2].separated(2), axis: 2)
      var plain = PlainAttention()
      plain.bias = { $0[3] > $0[2] + 4 ? -.infinity : 0 }
      return [plain.run(inputs[0].separated(4), key, value).result.merged, key, value]
    }.run()
  }

  @Test func `Sequences have keys of their own number`() throws {
    let lengths = ReferenceTensor([2], [4, 6], type: .int64)
    try OperatorCheck(
      function: Attention(.separate, AttentionScoring(causal: true)),
      inputs: [Self.query, Self.key, Self.value, lengths],
      operands: [0, 1, 2, nil, nil, nil, 3]
    ) { inputs, _ in
      var plain = PlainAttention()
      plain.bias = { place in
        let length = Int(inputs[3].values[place[0]])
        return place[3] < length && place[3] <= place[2] + length - 3 ? 0 : -.infinity
      }
      return [plain.run(inputs[0], inputs[1], inputs[2]).result]
    }.run()
  }

  /// With products in single precision, tiles of rows do what rows alone do.
  @Test(arguments: [false, true], [0, 1, 2])
  func `Tiles of rows have the same result`(causal: Bool, maskRank: Int) throws {
    let masks: [ReferenceTensor?] = [
      nil, .distinct([4, 1, 6], seed: 3),
      ReferenceTensor([3, 4], [1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0], type: .bool),
    ]
    let mask = masks[maskRank]
    try OperatorCheck(
      function: Attention(.separate, AttentionScoring(causal: causal)),
      inputs: [Self.query, Self.key, Self.value] + (mask.map { [$0] } ?? []), tolerance: 1e-4,
      purposes: [.inference], algorithm: .fast
    ) { inputs, _ in
      var plain = PlainAttention()
      plain.bias = { place in
        if causal && place[3] > place[2] { return -.infinity }
        guard let mask else { return 0 }
        if mask.type == .float32 { return mask.broadcast(place) }
        return place[3] < 4 && mask[[place[2], place[3]]] != 0 ? 0 : -.infinity
      }
      return [plain.run(inputs[0], inputs[1], inputs[2]).result]
    }.run()
  }

  @Test func `The operator runs in tiles where its options allow it`() throws {
    func algorithms(_ scoring: AttentionScoring, _ purpose: PlanOptions.Purpose) throws -> Bool {
      let tensors = [Self.query, Self.key, Self.value]
      let network = Network(
        "attention", inputs: tensors.map { Input("x", $0.fact, batchAxis: nil) }
      ) { net, values in [("y", net.apply(Attention(.separate, scoring), to: values)[0])] }
      let plan = try ExecutionPlan(
        network, inputs: network.inputs.map(\.fact),
        PlanOptions(batch: 1, height: 1, width: 1, purpose: purpose))
      return plan.stepDescriptions.contains { $0.algorithm == "attention in tiles of rows" }
    }
    #expect(try algorithms(AttentionScoring(causal: true), .inference))
    #expect(try !algorithms(AttentionScoring(cap: 2), .inference))
    #expect(try !algorithms(AttentionScoring(), .training))
  }

  // MARK: - Contrib forms

  private static let words = ReferenceTensor.distinct([2, 3, 8])

  @Test func `Projections have biases, and a mask of 0 and 1 lowers scores`() throws {
    let bias = ReferenceTensor.distinct([22], seed: 3)
    let mask = ReferenceTensor([2, 5], [1, 1, 0, 1, 1, 1, 0, 1, 0, 1], type: .int32)
    try OperatorCheck(
      function: MultiHeadAttention(heads: 2, AttentionScoring(hidden: -3)),
      inputs: [
        Self.words, ReferenceTensor.distinct([2, 5, 8], seed: 1),
        ReferenceTensor.distinct([2, 5, 6], seed: 2), bias, mask,
      ]
    ) { inputs, _ in
      let parts = [0..<8, 8..<16, 16..<22].map { inputs[3].part($0, axis: 0) }
      let heads = (0..<3).map { inputs[$0].with(parts[$0], +).separated(2) }
      var plain = PlainAttention()
      plain.bias = { inputs[4][[$0[0], $0[3]]] == 0 ? -3 : 0 }
      return [plain.run(heads[0], heads[1], heads[2]).result.merged]
    }.run()
  }

  @Test func `Queries, keys and values may be packed`() throws {
    let packed = ReferenceTensor.distinct([2, 3, 2, 3, 4])
    try OperatorCheck(function: MultiHeadAttention(heads: 2), inputs: [packed]) { inputs, _ in
      let parts = (0..<3).map { part in
        let one = inputs[0].part(part..<part + 1, axis: 3)
        return ReferenceTensor([2, 3, 2, 4], one.values).permuted([0, 2, 1, 3])
      }
      return [PlainAttention().run(parts[0], parts[1], parts[2]).result.merged]
    }.run()
  }

  @Test func `Attention projects its input and keeps all keys and values`() throws {
    let inputs = [
      Self.words, ReferenceTensor.distinct([8, 24], seed: 1),
      ReferenceTensor.distinct([24], seed: 2), ReferenceTensor([2], [5, 4], type: .int32),
      ReferenceTensor.distinct([2, 2, 2, 2, 4], seed: 4),
    ]
    try OperatorCheck(
      function: ProjectedAttention(heads: 2), inputs: inputs, outputs: 2, tolerance: 1e-4
    ) { inputs, _ in
      let projected = PlainProducts.matmul(inputs[0], inputs[1]).with(inputs[2], +)
      var parts = (0..<3).map { projected.part($0 * 8..<$0 * 8 + 8, axis: 2).separated(2) }
      for part in 0..<2 {
        let past = ReferenceTensor(
          [2, 2, 2, 4], inputs[4].part(part..<part + 1, axis: 0).values)
        parts[part + 1] = past.followed(by: parts[part + 1], axis: 2)
      }
      var plain = PlainAttention()
      plain.bias = { Double($0[3]) < inputs[3].values[$0[0]] ? 0 : -.infinity }
      let present = ReferenceTensor([2, 2, 2, 5, 4], parts[1].values + parts[2].values)
      return [plain.run(parts[0], parts[1], parts[2]).result.merged, present]
    }.run()
  }

  // MARK: - Rotary embedding

  @Test(arguments: [true, false], [true, false])
  func `Pairs are turned by the angles of their positions`(
    interleaved: Bool, joined: Bool
  ) throws {
    let x = ReferenceTensor.distinct(joined ? [2, 3, 12] : [2, 2, 3, 6])
    let tables = (1...2).map { ReferenceTensor.distinct([5, 2], seed: $0) }
    let places = ReferenceTensor([2, 3], [4, 0, 2, 1, 1, 3], type: .int64)
    let function = RotaryEmbedding(
      heads: joined ? 2 : nil, rotated: 4, interleaved: interleaved)
    try OperatorCheck(function: function, inputs: [x] + tables + [places]) { inputs, _ in
      let x = joined ? inputs[0].separated(2) : inputs[0]
      let turned = ReferenceTensor(x.sizes) { place in
        let element = place[3]
        if element >= 4 { return x[place] }
        let pair = interleaved ? element / 2 : element % 2
        let isFirst = interleaved ? element % 2 == 0 : element < 2
        let row = Int(inputs[3][[place[0], place[2]]])
        let (cosine, sine) = (inputs[1][[row, pair]], inputs[2][[row, pair]])
        func part(_ first: Bool) -> Double {
          var other = place
          other[3] = interleaved ? 2 * pair + (first ? 0 : 1) : pair + (first ? 0 : 2)
          return x[other]
        }
        return isFirst
          ? cosine * part(true) - sine * part(false) : sine * part(true) + cosine * part(false)
      }
      return [joined ? turned.merged : turned]
    }.run()
  }
}
