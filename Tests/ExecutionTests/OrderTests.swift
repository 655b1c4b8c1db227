import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Operators that sort elements, or find the first of an order.
@Suite(.serialized) struct OrderTests {
  /// The indices along an axis that sort its elements, equal ones in order.
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
  func `The first elements in order have gradients, their indices none`(
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
  func `Equal elements keep their order`(largest: Bool) throws {
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
  func `Indices of extremes along any axis`(function: ArgFunction, last: Bool) throws {
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

  @Test func `Indices of extremes of whole numbers`() throws {
    try OperatorCheck(
      function: ArgExtreme(.maximum, axis: 1, keepingAxis: false),
      inputs: [ReferenceTensor([2, 4], [1, 9, 9, -5, 0, -1, 7, 3], type: .int64)],
      differentiable: []
    ) { _, _ in [ReferenceTensor([2], [1, 2])] }.run()
  }
}
