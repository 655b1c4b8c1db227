import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Operators that split, repeat and pad tensors.
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
  func `Parts of a tensor are contiguous along an axis`(axis: Int) throws {
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
  func `A tensor is tiled`(sizes: [Int], repeats: [Int]) throws {
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

  /// What stands along an axis of a padded tensor: positions of the input, or nil for the number.
  private static func padded(_ size: Int, _ before: Int, _ after: Int, _ mode: Pad.Mode) -> [Int?] {
    let kept = Array(max(0, -before)..<size - max(0, -after))
    let (head, tail) = (max(0, before), max(0, after))
    let cycle = Array(repeating: kept, count: head + tail + 1).flatMap(\.self)
    let (left, right): ([Int?], [Int?]) =
      switch mode {
      case .constant:
        (Array(repeating: nil, count: head), Array(repeating: nil, count: tail))
      case .edge:
        (Array(repeating: kept[0], count: head), Array(repeating: kept.last, count: tail))
      case .reflect:
        (kept.dropFirst().prefix(head).reversed(), kept.dropLast().suffix(tail).reversed())
      case .wrap: (cycle.suffix(head), Array(cycle.prefix(tail)))
      }
    return left + kept + right
  }

  private static func pad(
    _ sizes: [Int], _ pads: [(Int, Int)], _ mode: Pad.Mode, _ value: Double
  ) -> OperatorCheck.Plain {
    let tables = zip(sizes, pads).map { padded($0, $1.0, $1.1, mode) }
    return { inputs, _ in
      let value = inputs.count > 1 ? inputs[1].values[0] : value
      return [
        ReferenceTensor(tables.map(\.count)) { position in
          let source = zip(tables, position).compactMap { $0[$1] }
          return source.count == sizes.count ? inputs[0][source] : value
        }
      ]
    }
  }

  @Test(arguments: Pad.Mode.allCases)
  func `A tensor is padded or cropped`(mode: Pad.Mode) throws {
    let most = mode == .wrap || mode == .edge ? 9 : 3
    for pads in [
      [(2, 1), (0, 0), (1, most)], [(0, 3), (1, -1), (-2, 1)], [(0, 0), (-1, -1), (1, 1)],
    ] {
      let margins = pads.map { Pad.Margin(Dim($0.0), Dim($0.1)) }
      try OperatorCheck(
        function: Pad(margins, mode, value: -0.25), inputs: [.distinct([4, 3, 5])],
        plain: Self.pad([4, 3, 5], pads, mode, -0.25)
      ).run()
    }
  }

  @Test func `Margins and axes may be known, and the number a tensor`() throws {
    let known = [[0, 1, 1, 2], [0, -1]].map { Fact.known($0.map { Dim($0) }) }
    for (operands, axes) in [([0, 2, 1], nil), ([0, 2, 1, 3], nil), ([0, 2, 1], [0, 1])] {
      try OperatorCheck(
        function: Pad(nil, axes: axes), inputs: [.distinct([2, 3]), ReferenceTensor([1], [0.75])],
        known: known, operands: operands,
        plain: Self.pad([2, 3], [(0, 1), (1, 2)], .constant, 0)
      ).run()
    }
  }

  @Test func `Cropped elements are not mirrored`() {
    let network = Network("mirror", inputs: [Input("x", .float([5]))]) { net, values in
      [("y", net.apply(Pad([Pad.Margin(-3, 3)], .reflect), to: values)[0])]
    }
    #expect(throws: PlanFailure.unsupported("pad", Pad.kind)) {
      try ExecutionPlan(
        network, inputs: network.inputs.map(\.fact),
        PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference))
    }
  }

  @Test func `Several threads share long tensors`() throws {
    let (rows, columns) = (130, 170)
    let network = Network("long", inputs: [Input("x", .float([1, 130, 1]), batchAxis: nil)]) {
      net, values in
      let sizes = net.constant("sizes", .known([2, 130, 170]))
      return [("y", net.apply(Expand(), to: [values[0], sizes])[0])]
    }
    let session = try Session(
      ExecutionPlan(
        network, inputs: network.inputs.map(\.fact),
        PlanOptions(
          batch: 1, height: 1, width: 1, purpose: .training, threads: 3,
          wantsInputGradient: true)))
    session.setInput(0, (0..<rows).map { Float($0) })
    session.forward()
    let places = 0..<2 * rows * columns
    #expect(session.outputs[0] == places.map { Float($0 / columns % rows) })
    session.backward(from: places.map { Float($0 / columns % rows - $0 % columns) })
    let sum = columns * (columns - 1) / 2
    #expect(session.gradient(ofInput: 0) == (0..<rows).map { Float(2 * (columns * $0 - sum)) })
  }

  @Test func `Empty results need no kernel`() throws {
    let network = Network("empty", inputs: [Input("x", .float([2, 3]))]) { net, values in
      [("y", net.apply(Tile([0, 1]), to: values)[0])]
    }
    let plan = try ExecutionPlan(
      network, inputs: network.inputs.map(\.fact),
      PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference))
    #expect(plan.stepDescriptions.isEmpty)
  }
}
