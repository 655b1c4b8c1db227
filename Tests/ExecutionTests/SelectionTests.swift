import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Operators that choose elements, by indices or conditions.
@Suite(.serialized) struct SelectionTests {
  private static func gathered(
    _ data: ReferenceTensor, _ axis: Int, _ indices: ReferenceTensor
  ) -> ReferenceTensor {
    let sizes = Array(data.sizes[..<axis]) + indices.sizes + data.sizes[(axis + 1)...]
    return ReferenceTensor(sizes) { position in
      let index = Int(indices[Array(position[axis..<axis + indices.rank])])
      let size = data.sizes[axis]
      let place = index < 0 ? index + size : index
      guard (0..<size).contains(place) else { return .nan }
      return data[Array(position[..<axis]) + [place] + position[(axis + indices.rank)...]]
    }
  }

  @Test(arguments: [0, 1, 2, -1], [ElementType.int64, .int32])
  func `Positions along any axis are gathered by index`(axis: Int, type: ElementType) throws {
    let place = axis < 0 ? axis + 3 : axis
    for indices in [
      ReferenceTensor([3], [2, -1, 2], type: type),
      ReferenceTensor([2, 2], [0, -3, 1, 0], type: type), ReferenceTensor([], [1], type: type),
    ] {
      try OperatorCheck(
        function: Gather(axis: axis), inputs: [.distinct([3, 4, 3]), indices]
      ) { inputs, _ in [Self.gathered(inputs[0], place, inputs[1])] }.run()
    }
  }

  @Test func `Rows of a table are read by known indices`() throws {
    let numbers = [4, 0, -5, 2]
    try OperatorCheck(
      function: Gather(), inputs: [.distinct([5, 19])], known: [.known(numbers.map { Dim($0) })]
    ) { inputs, _ in
      [Self.gathered(inputs[0], 0, ReferenceTensor([4], numbers.map { Double($0) }))]
    }.run()
  }

  @Test func `An index out of range gives NaN`() throws {
    let indices = ReferenceTensor([4], [3, -4, 0x1p40, 1], type: .int64)
    try OperatorCheck(
      function: Gather(axis: 1), inputs: [.distinct([2, 3, 2]), indices], differentiable: []
    ) { inputs, _ in [Self.gathered(inputs[0], 1, inputs[1])] }.run()
    try OperatorCheck(
      function: Gather(), inputs: [ReferenceTensor([3], [7, 8, 9], type: .int32), indices],
      differentiable: []
    ) { _, _ in [ReferenceTensor([4], [0, 0, 0, 8])] }.run()
  }

  @Test(arguments: [
    ([2, 3, 4], [2, 3, 4], [2, 3, 4]), ([4, 1, 1], [2, 4, 3, 2], [2, 4, 3, 2]),
    ([3, 4], [1], [3, 1]), ([2, 3, 1], [3, 17], [1, 1]), ([1], [1, 4], [3, 1]),
    ([2, 1], [], [2, 18]),
  ])
  func `A condition chooses between two tensors`(c: [Int], x: [Int], y: [Int]) throws {
    let condition = ReferenceTensor(
      c, (0..<c.reduce(1, *)).map { Double($0 * 5 % 7 % 2) }, type: .bool)
    func place(_ position: [Int], _ tensor: ReferenceTensor) -> [Int] {
      zip(position.suffix(tensor.rank), tensor.sizes).map { $0 % $1 }
    }
    let rank = max(c.count, x.count, y.count)
    let sizes = (0..<rank).map { axis in
      [c, x, y].map { axis < rank - $0.count ? 1 : $0[axis - rank + $0.count] }.max() ?? 1
    }
    try OperatorCheck(
      function: Where(), inputs: [condition, .distinct(x), .distinct(y, seed: 1)]
    ) { inputs, _ in
      [
        ReferenceTensor(sizes) { position in
          let chosen = inputs[inputs[0][place(position, inputs[0])] != 0 ? 1 : 2]
          return chosen[place(position, chosen)]
        }
      ]
    }.run()
  }

  @Test func `A condition chooses between whole numbers, one of them known`() throws {
    try OperatorCheck(
      function: Where(),
      inputs: [
        ReferenceTensor([3], [1, 0, 1], type: .bool),
        ReferenceTensor([3], [7, 8, -9], type: .int64),
      ], known: [.known(5)], differentiable: []
    ) { _, _ in [ReferenceTensor([3], [7, 5, -9])] }.run()
  }
}
