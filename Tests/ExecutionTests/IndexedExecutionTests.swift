import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Operators whose elements go where indices say.
@Suite(.serialized) struct IndexedExecutionTests {
  private static func place(_ index: Double, _ size: Int) -> Int {
    let index = Int(index)
    return index < 0 ? index + size : index
  }

  /// Indices of a shape that fit an axis, some counted from its end.
  private static func indices(
    _ sizes: [Int], below size: Int, _ type: ElementType = .int64
  ) -> ReferenceTensor {
    let count = sizes.reduce(1, *)
    return ReferenceTensor(
      sizes, (0..<count).map { Double(($0 * 7 + 2) % size - ($0 % 3 == 0 ? size : 0)) },
      type: type)
  }

  @Test(arguments: [0, 1, -1])
  func `Elements are gathered along an axis`(axis: Int) throws {
    let sizes = [4, 3, 5]
    let place = axis < 0 ? axis + 3 : axis
    var shape = [3, 2, 4]
    shape[place] = 6
    try OperatorCheck(
      function: GatherElements(axis: axis),
      inputs: [.distinct(sizes), Self.indices(shape, below: sizes[place])]
    ) { inputs, _ in
      [
        ReferenceTensor(shape) { position in
          var source = position
          source[place] = Self.place(inputs[1][position], sizes[place])
          return inputs[0][source]
        }
      ]
    }.run()
  }

  @Test(arguments: [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2)])
  func `Slices are gathered at rows of indices`(batchAxes: Int, length: Int) throws {
    let sizes = [2, 3, 4]
    let rows = batchAxes == 0 ? [5, length] : [2, 3, length]
    let indices = Self.indices(rows, below: 2, .int32)
    try OperatorCheck(
      function: GatherND(batchAxes: batchAxes), inputs: [.distinct(sizes), indices]
    ) { inputs, _ in
      let outer = rows.count - 1
      let result = Array(rows.dropLast()) + sizes[(batchAxes + length)...]
      return [
        ReferenceTensor(result) { position in
          let row = Array(position[..<outer])
          let chosen = (0..<length).map {
            Self.place(inputs[1][row + [$0]], sizes[batchAxes + $0])
          }
          return inputs[0][Array(position[..<batchAxes]) + chosen + position[outer...]]
        }
      ]
    }.run()
  }

  private static func combined(_ old: Double, _ new: Double, _ reduction: ScatterReduction)
    -> Double
  {
    switch reduction {
    case .none: new
    case .add: old + new
    case .multiply: old * new
    case .maximum: max(old, new)
    case .minimum: min(old, new)
    }
  }

  @Test(arguments: ScatterReduction.allCases)
  func `Elements are scattered along an axis`(reduction: ScatterReduction) throws {
    let sizes = [4, 3]
    // No index twice: where elements replace one another, all of them have its gradient.
    let indices = ReferenceTensor([2, 3], [3, 0, -2, 1, 2, 0], type: .int64)
    try OperatorCheck(
      function: ScatterElements(axis: 0, reduction),
      inputs: [.distinct(sizes), indices, .distinct([2, 3], seed: 1)],
      purposes: reduction == .none || reduction == .add ? [.inference, .training] : [.inference]
    ) { inputs, _ in
      var result = inputs[0]
      for position in inputs[1].positions {
        let target = [Self.place(inputs[1][position], 4), position[1]]
        result[target] = Self.combined(result[target], inputs[2][position], reduction)
      }
      return [result]
    }.run()
  }

  @Test(arguments: ScatterReduction.allCases)
  func `Slices are scattered to rows of indices`(reduction: ScatterReduction) throws {
    let indices = ReferenceTensor([2, 1], [2, -3], type: .int64)
    try OperatorCheck(
      function: ScatterND(reduction),
      inputs: [.distinct([3, 4]), indices, .distinct([2, 4], seed: 1)],
      purposes: reduction == .none || reduction == .add ? [.inference, .training] : [.inference]
    ) { inputs, _ in
      var result = inputs[0]
      for position in inputs[2].positions {
        let target = [Self.place(inputs[1][[position[0], 0]], 3), position[1]]
        result[target] = Self.combined(result[target], inputs[2][position], reduction)
      }
      return [result]
    }.run()
  }

  @Test func `The last of equal indices counts, and one out of range does nothing`() throws {
    let indices = ReferenceTensor([4], [1, 1, 7, -9], type: .int64)
    try OperatorCheck(
      function: ScatterElements(),
      inputs: [
        ReferenceTensor([3], [1, 2, 3]), indices, ReferenceTensor([4], [10, 20, 30, 40]),
      ], differentiable: []
    ) { _, _ in [ReferenceTensor([3], [1, 20, 3])] }.run()
    try OperatorCheck(
      function: GatherElements(), inputs: [ReferenceTensor([3], [1, 2, 3]), indices],
      differentiable: []
    ) { _, _ in [ReferenceTensor([4], [2, 2, .nan, .nan])] }.run()
  }

  @Test(arguments: [-1, 0, 1])
  func `One element of a vector is marked`(axis: Int) throws {
    let place = axis < 0 ? axis + 2 : axis
    try OperatorCheck(
      function: OneHot(axis: axis),
      inputs: [
        ReferenceTensor([4], [2, -1, 0, 9], type: .int64), ReferenceTensor([2], [-0.5, 3]),
      ], known: [.known(5)], operands: [0, 2, 1], differentiable: []
    ) { inputs, _ in
      let sizes = place == 0 ? [5, 4] : [4, 5]
      return [
        ReferenceTensor(sizes) { position in
          let index = Self.place(inputs[0][[position[1 - place]]], 5)
          return index == position[place] ? 3 : -0.5
        }
      ]
    }.run()
  }
}
