import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Operators that cut, regroup, mask or reverse tensors.
@Suite(.serialized) struct RearrangementExecutionTests {
  @Test func `Known starts and ends cut several axes at once`() throws {
    try OperatorCheck(
      function: RangeSlice(), inputs: [.distinct([4, 5, 6])],
      known: [[1, -1], [9, 0], [0, 2], [2, -2]].map { .known($0.map { Dim($0) }) }
    ) { inputs, _ in
      [
        ReferenceTensor([2, 5, 3]) { position in
          inputs[0][[1 + 2 * position[0], position[1], 5 - 2 * position[2]]]
        }
      ]
    }.run()
  }

  @Test(arguments: PixelShuffle.Order.allCases)
  func `Channels become pixels`(order: PixelShuffle.Order) throws {
    try OperatorCheck(
      function: PixelShuffle(block: 2, order), inputs: [.distinct([2, 12, 2, 3])]
    ) { inputs, _ in
      [
        ReferenceTensor([2, 3, 4, 6]) { p in
          let inner = p[2] % 2 * 2 + p[3] % 2
          let channel = order == .consecutive ? p[1] * 4 + inner : inner * 3 + p[1]
          return inputs[0][[p[0], channel, p[2] / 2, p[3] / 2]]
        }
      ]
    }.run()
  }

  @Test func `Pixels become channels`() throws {
    try OperatorCheck(function: PixelUnshuffle(block: 2), inputs: [.distinct([2, 3, 4, 6])]) {
      inputs, _ in
      [
        ReferenceTensor([2, 12, 2, 3]) { p in
          let (inner, channel) = p[1].quotientAndRemainder(dividingBy: 3)
          return inputs[0][[p[0], channel, p[2] * 2 + inner / 2, p[3] * 2 + inner % 2]]
        }
      ]
    }.run()
  }

  @Test(arguments: [-4, -1, 0, 2, 9], Triangle.Part.allCases)
  func `A triangle of every matrix stays`(diagonal: Int, part: Triangle.Part) throws {
    for sizes in [[3, 4], [2, 5, 3], [2, 1, 3, 3]] {
      try OperatorCheck(
        function: Triangle(part), inputs: [.distinct(sizes)], known: [.known(Dim(diagonal))]
      ) { inputs, _ in
        [
          ReferenceTensor(sizes) { position in
            let distance = position[position.count - 1] - position[position.count - 2]
            let stays = part == .upper ? distance >= diagonal : distance <= diagonal
            return stays ? inputs[0][position] : 0
          }
        ]
      }.run()
    }
  }

  @Test(arguments: [0, 1])
  func `Sequences are reversed as far as they go`(batchAxis: Int) throws {
    let sizes = batchAxis == 0 ? [3, 4, 2] : [4, 3, 2]
    let lengths = ReferenceTensor([3], [3, 1, 9], type: .int64)
    try OperatorCheck(
      function: ReverseSequence(batchAxis: batchAxis), inputs: [.distinct(sizes), lengths]
    ) { inputs, _ in
      [
        ReferenceTensor(sizes) { position in
          let length = min(4, Int(inputs[1][[position[batchAxis]]]))
          var source = position
          let step = position[1 - batchAxis]
          if step < length { source[1 - batchAxis] = length - 1 - step }
          return inputs[0][source]
        }
      ]
    }.run()
  }

  @Test(arguments: [false, true], [false, true])
  func `Running sums start at either end`(exclusive: Bool, reversed: Bool) throws {
    for axis in [0, 1, -1] {
      let place = axis < 0 ? axis + 3 : axis
      let sizes = [3, 4, 5]
      try OperatorCheck(
        function: CumulativeSum(axis: axis, exclusive: exclusive, reversed: reversed),
        inputs: [.distinct(sizes)]
      ) { inputs, _ in
        [
          ReferenceTensor(sizes) { position in
            let own = position[place]
            return (0..<sizes[place]).reduce(0) { sum, step in
              let isBefore = reversed ? step > own : step < own
              guard isBefore || step == own && !exclusive else { return sum }
              var source = position
              source[place] = step
              return sum + inputs[0][source]
            }
          }
        ]
      }.run()
    }
  }

  @Test func `Whole numbers are summed, the axis an input`() throws {
    try OperatorCheck(
      function: CumulativeSum(),
      inputs: [ReferenceTensor([2, 3], [1, 2, 3, 4, 5, 6], type: .int64)], known: [.known(1)],
      differentiable: []
    ) { _, _ in [ReferenceTensor([2, 3], [1, 3, 6, 4, 9, 15])] }.run()
  }

  @Test func `Elements are tested`() throws {
    let numbers = ReferenceTensor([5], [1, .nan, .infinity, -.infinity, 0])
    let tests: [(TestFunction, ReferenceTensor, [Double])] = [
      (.isNaN, numbers, [0, 1, 0, 0, 0]), (.isInfinite, numbers, [0, 0, 1, 1, 0]),
      (.not, ReferenceTensor([5], [1, 0, 0, 1, 1], type: .bool), [0, 1, 1, 0, 0]),
    ]
    for (function, input, expected) in tests {
      try OperatorCheck(function: ElementTest(function), inputs: [input], differentiable: []) {
        _, _ in [ReferenceTensor([5], expected)]
      }.run()
    }
  }

  @Test func `The first maximum is one and the rest zero`() throws {
    for axis in [0, -1] {
      try OperatorCheck(
        function: Hardmax(axis: axis), inputs: [.distinct([4, 5])], differentiable: []
      ) { inputs, _ in
        [
          ReferenceTensor([4, 5]) { position in
            let line = (0..<(axis == 0 ? 4 : 5)).map {
              inputs[0][axis == 0 ? [$0, position[1]] : [position[0], $0]]
            }
            return line.firstIndex(of: line.max() ?? 0) == position[axis == 0 ? 0 : 1] ? 1 : 0
          }
        ]
      }.run()
    }
  }
}
