import Execution
import Networks
import Operators
import Symbolic
import Testing

/// Operators that cut tensors apart or put copies of them side by side.
@Suite(.serialized) struct RepetitionTests {
  /// Result position by position from positions of the first input.
  private func moved(
    _ sizes: [Int], _ source: @escaping ([Int], [Int]) -> [Int]
  ) -> OperatorCheck.Plain {
    { inputs, _ in
      [ReferenceTensor(sizes) { inputs[0][source($0, inputs[0].sizes)] }]
    }
  }

  @Test(arguments: [0, 1, 2, -2])
  func `Parts of a tensor lie side by side along an axis`(axis: Int) throws {
    let place = axis < 0 ? axis + 3 : axis
    for (parts, lengths) in [
      (Split.Parts.sizes([1, 3, 1]), [1, 3, 1]), (.equal(2), [3, 2]), (.equal(1), [5]),
    ] {
      let known = parts == .equal(1) ? [Fact.known([5])] : []
      try OperatorCheck(
        function: Split(known.isEmpty ? parts : .input, axis: axis),
        inputs: [.distinct([5, 5, 5])], known: known, outputs: lengths.count,
        differentiable: Set(lengths.indices)
      ) { inputs, _ in
        lengths.indices.map { part in
          var sizes = inputs[0].sizes
          sizes[place] = lengths[part]
          return ReferenceTensor(sizes) { position in
            var source = position
            source[place] += lengths[..<part].reduce(0, +)
            return inputs[0][source]
          }
        }
      }.run()
    }
  }

  @Test(arguments: [
    ([3, 1, 4], [3, 5, 4]), ([1, 4, 1], [2, 4, 3]), ([3], [2, 2, 3]), ([2, 17], [1, 1]),
    ([1, 1], [3, 18]), ([2, 1, 1, 3], [2, 5, 4, 3]),
  ])
  func `Axes of size one are repeated`(sizes: [Int], target: [Int]) throws {
    let result = target == [1, 1] ? sizes : target
    try OperatorCheck(
      function: Expand(), inputs: [.distinct(sizes)], known: [.known(target.map { Dim($0) })],
      plain: moved(result) { position, sizes in
        zip(position.suffix(sizes.count), sizes).map { $0 % $1 }
      }
    ).run()
  }

  @Test(arguments: [
    ([2, 3, 4], [1, 2, 3]), ([5], [4]), ([2, 3], [2, 1, 3]), ([1, 3, 1, 2], [2, 1, 3, 2]),
    ([2, 3], [1, 1]),
  ])
  func `Copies of a tensor lie side by side`(sizes: [Int], repeats: [Int]) throws {
    let added = Array(repeating: 1, count: repeats.count - sizes.count)
    let result = zip(added + sizes, repeats).map { $0 * $1 }
    try OperatorCheck(
      function: Tile(repeats.map { Dim($0) }), inputs: [.distinct(sizes)],
      plain: moved(result) { position, sizes in
        zip(position.suffix(sizes.count), sizes).map { $0 % $1 }
      }
    ).run()
  }

  @Test func `Whole numbers and truth values are repeated too`() throws {
    for type in [ElementType.int64, .int32, .uint8, .bool] {
      let tensor = ReferenceTensor([3], [0, 1, 1], type: type)
      try OperatorCheck(
        function: Tile([2]), inputs: [tensor], differentiable: []
      ) { _, _ in [ReferenceTensor([6], [0, 1, 1, 0, 1, 1])] }.run()
    }
  }

  @Test func `Empty results are refused by name`() {
    let network = Network("empty", inputs: [Input("x", .float([2, 3]))]) { net, values in
      [("y", net.apply(Tile([0, 1]), to: values)[0])]
    }
    #expect(throws: PlanFailure.unsupported("repeat", Tile.kind)) {
      try ExecutionPlan(
        network, inputs: network.inputs.map(\.fact),
        PlanOptions(images: 1, height: 1, width: 1, purpose: .inference))
    }
  }
}
