import RLAExecution
import RLANetworks
import Testing

/// Maps sampled at the positions of a grid, against sums over all elements of the map.
@Suite(.serialized) struct GridSampleExecutionTests {
  private static let map = ReferenceTensor.distinct([2, 3, 4, 5])
  /// Positions within the map, beside it and far outside.
  private static let grid = ReferenceTensor.distinct([2, 2, 3, 2], seed: 1)

  /// The coordinate on an axis of a position of the grid.
  private static func coordinate(_ position: Double, _ size: Int, _ function: GridSample) -> Double
  {
    let n = Double(size)
    return function.alignsCorners ? (position + 1) / 2 * (n - 1) : ((position + 1) * n - 1) / 2
  }

  /// The weight of each element along an axis: all elements that the padding has are looked at.
  private static func weights(
    _ position: Double, _ size: Int, _ function: GridSample
  ) -> [Double] {
    var x = coordinate(position, size, function)
    let last = Double(size - 1)
    if function.padding == .border { x = min(max(x, 0), last) }
    if function.padding == .reflection {
      let (low, high) = function.alignsCorners ? (0, last) : (-0.5, last + 0.5)
      while x < low || x > high { x = x < low ? 2 * low - x : 2 * high - x }
    }
    var weights = [Double](repeating: 0, count: size)
    for place in -2...size + 1 {
      let weight =
        function.mode == .nearest
        ? (x.rounded(.toNearestOrEven) == Double(place) ? 1 : 0)
        : max(0, 1 - abs(x - Double(place)))
      let inside = function.padding == .zeros ? place : min(max(place, 0), size - 1)
      if weights.indices.contains(inside) { weights[inside] += weight }
    }
    return weights
  }

  private static func plain(
    _ map: ReferenceTensor, _ grid: ReferenceTensor, _ function: GridSample
  ) -> ReferenceTensor {
    ReferenceTensor([2, 3, 2, 3]) { place in
      let rows = weights(grid[[place[0], place[2], place[3], 1]], 4, function)
      let columns = weights(grid[[place[0], place[2], place[3], 0]], 5, function)
      return rows.indices.reduce(0.0) { sum, row in
        sum
          + columns.indices.reduce(0.0) {
            $0 + rows[row] * columns[$1] * map[[place[0], place[1], row, $1]]
          }
      }
    }
  }

  @Test(arguments: GridSample.Padding.allCases, [true, false])
  func `Elements between others are weighted by distance`(
    padding: GridSample.Padding, aligns: Bool
  ) throws {
    let function = GridSample(.linear, padding, alignsCorners: aligns)
    try OperatorCheck(function: function, inputs: [Self.map, Self.grid]) { inputs, _ in
      [Self.plain(inputs[0], inputs[1], function)]
    }.run()
  }

  @Test(arguments: [GridSample.Padding.zeros, .border])
  func `The nearest element may be one of the padding`(padding: GridSample.Padding) throws {
    let function = GridSample(.nearest, padding)
    try OperatorCheck(function: function, inputs: [Self.map, Self.grid]) { inputs, _ in
      [Self.plain(inputs[0], inputs[1], function)]
    }.run()
  }

  /// A cubic kernel reproduces elements, and has the derivative of its own differences.
  @Test func `A cubic kernel meets the elements at their centers`() throws {
    let function = GridSample(.cubic, .border, alignsCorners: true)
    let corners = ReferenceTensor([2, 2, 2, 2]) { place in
      place[3] == 0 ? (place[2] == 0 ? -1 : 0) : (place[1] == 0 ? -1 : 1)
    }
    try OperatorCheck(
      function: function, inputs: [Self.map, corners], purposes: [.inference]
    ) { inputs, _ in
      [
        ReferenceTensor([2, 3, 2, 2]) { place in
          inputs[0][[place[0], place[1], place[2] == 0 ? 0 : 3, place[3] == 0 ? 0 : 2]]
        }
      ]
    }.run()
  }
}
