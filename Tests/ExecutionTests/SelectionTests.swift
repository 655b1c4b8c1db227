import Execution
import Networks
import Operators
import Symbolic
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
  func `Indices name positions along any axis`(axis: Int, type: ElementType) throws {
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

  @Test func `An index out of range reads nothing`() throws {
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

  /// The places along an axis in the order of the elements there, of equal ones the first first.
  private func ranking(
    _ tensor: ReferenceTensor, _ axis: Int, _ position: [Int], largest: Bool
  ) -> [Int] {
    let line = (0..<tensor.sizes[axis]).map { place in
      var source = position
      source[axis] = place
      let value = tensor[source]
      let key = value.isNaN ? Double.infinity : value
      return (place, largest ? -key : key)
    }
    return line.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
  }

  private func top(_ count: Int, _ axis: Int, largest: Bool) -> OperatorCheck.Plain {
    { inputs, _ in
      var sizes = inputs[0].sizes
      sizes[axis] = count
      let places = ReferenceTensor(sizes) { position in
        Double(ranking(inputs[0], axis, position, largest: largest)[position[axis]])
      }
      let values = ReferenceTensor(sizes) { position in
        var source = position
        source[axis] = Int(places[position])
        return inputs[0][source]
      }
      return [values, places]
    }
  }

  @Test(arguments: [0, 1, 2, -1], [true, false])
  func `The first elements in order have gradients, their positions none`(
    axis: Int, largest: Bool
  ) throws {
    for count in [1, 2, 5] {
      try OperatorCheck(
        function: TopK(Dim(count), axis: axis, largest: largest), inputs: [.distinct([5, 5, 5])],
        outputs: 2, plain: top(count, axis < 0 ? axis + 3 : axis, largest: largest)
      ).run()
    }
  }

  private static let repeated = ReferenceTensor(
    [2, 40], (0..<80).map { $0 % 19 == 4 ? .nan : Double($0 * 7 % 11) })

  @Test(arguments: [true, false])
  func `Of equal elements the first comes first`(largest: Bool) throws {
    for count in [3, 17, 40] {
      try OperatorCheck(
        function: TopK(nil, axis: 1, largest: largest), inputs: [Self.repeated],
        known: [.known(Dim(count))], outputs: 2, differentiable: [],
        plain: top(count, 1, largest: largest)
      ).run()
    }
    let whole = ReferenceTensor([6], [3, 1, 3, 2, 1, 2], type: .int32)
    try OperatorCheck(
      function: TopK(4, largest: largest), inputs: [whole], outputs: 2, differentiable: [],
      plain: top(4, 0, largest: largest)
    ).run()
  }

  private static func extreme(of line: [Double], _ function: ArgFunction, last: Bool) -> Double {
    let extreme: Double? = function == .maximum ? line.max() : line.min()
    let places = line.indices.filter { place in
      line.contains(where: \.isNaN) ? line[place].isNaN : line[place] == extreme
    }
    return Double((last ? places.last : places.first) ?? -1)
  }

  @Test(arguments: ArgFunction.all, [false, true])
  func `Positions of extremes along any axis`(function: ArgFunction, last: Bool) throws {
    var tensor = ReferenceTensor([3, 4, 5], (0..<60).map { Double($0 * 7 % 5) })
    tensor.values[17] = .nan
    tensor.values[19] = .nan
    for (axis, place) in [(0, 0), (1, 1), (2, 2), (-3, 0)] {
      for keeps in [true, false] {
        try OperatorCheck(
          function: ArgExtreme(function, axis: axis, keepingAxis: keeps, choosingLast: last),
          inputs: [tensor], differentiable: []
        ) { inputs, _ in
          var sizes = inputs[0].sizes
          sizes[place] = 1
          let positions = ReferenceTensor(sizes) { position in
            let line = (0..<inputs[0].sizes[place]).map { index in
              var source = position
              source[place] = index
              return inputs[0][source]
            }
            return Self.extreme(of: line, function, last: last)
          }
          return [positions]
        }.run()
      }
    }
  }

  @Test func `Positions of whole numbers`() throws {
    try OperatorCheck(
      function: ArgExtreme(.maximum, axis: 1, keepingAxis: false),
      inputs: [ReferenceTensor([2, 4], [1, 9, 9, -5, 0, -1, 7, 3], type: .int64)],
      differentiable: []
    ) { _, _ in [ReferenceTensor([2], [1, 2])] }.run()
  }
}
