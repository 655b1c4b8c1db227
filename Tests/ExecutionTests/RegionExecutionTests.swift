import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Operators that read a map at places that another tensor has, against loops over all elements.
@Suite(.serialized) struct RegionExecutionTests {
  // MARK: - Regions

  /// The value between elements; 0 for more than one position outside.
  private static func neighbors(_ position: Double, _ size: Int) -> [(Int, Double)] {
    if position < -1 || position > Double(size) { return [] }
    let inside = max(position, 0)
    if inside >= Double(size - 1) { return [(size - 1, 1)] }
    let low = Int(inside)
    return [(low, 1 - inside + Double(low)), (low + 1, inside - Double(low))]
  }

  private static func aligned(
    _ map: ReferenceTensor, _ regions: ReferenceTensor, images: [Int], _ function: RegionAlign
  ) -> ReferenceTensor {
    ReferenceTensor([images.count, map.sizes[1], function.height, function.width]) { place in
      func axis(_ first: Int, cells: Int, cell: Int) -> [Double] {
        let shift = function.shiftsByHalf ? 0.5 : 0
        let start = regions[[place[0], first]] * function.scale - shift
        let end = regions[[place[0], first + 2]] * function.scale - shift
        let size = (function.shiftsByHalf ? end - start : max(end - start, 1)) / Double(cells)
        let count = function.samples ?? Int(size.rounded(.up))
        return (0..<count).map {
          start + (Double(cell) + (Double($0) + 0.5) / Double(count)) * size
        }
      }
      let rows = axis(1, cells: function.height, cell: place[2])
      let columns = axis(0, cells: function.width, cell: place[3])
      let terms = rows.flatMap { row in
        columns.flatMap { column in
          let found = neighbors(row, map.sizes[2]).flatMap { line, down in
            neighbors(column, map.sizes[3]).map { position, right in
              down * right * map[[images[place[0]], place[1], line, position]]
            }
          }
          // A neighbor that is not there counts as 0.
          return found.count < 4 ? found + [0] : found
        }
      }
      if function.mode == .maximum { return terms.max() ?? 0 }
      return terms.reduce(0, +) / Double(max(1, rows.count * columns.count))
    }
  }

  @Test(arguments: RegionAlign.Mode.allCases, [true, false])
  func `Regions are sampled on the map of their image`(
    mode: RegionAlign.Mode, shifts: Bool
  ) throws {
    let map = ReferenceTensor.distinct([2, 3, 6, 7])
    // One inside, one over the edge, one smaller than a position, one far outside.
    let regions = ReferenceTensor(
      [4, 4], [1, 2, 9, 8, -4, 6, 8, 15, 3, 3, 3.5, 3.25, 60, 60, 80, 90])
    for samples in [nil, 1, 3] {
      let function = RegionAlign(
        height: 3, width: 2, samples: samples, mode, scale: 0.5, shiftsByHalf: shifts)
      try OperatorCheck(
        function: function,
        inputs: [map, regions, ReferenceTensor([4], [1, 0, 1, 0], type: .int64)],
        differentiable: []
      ) { inputs, _ in
        [Self.aligned(inputs[0], inputs[1], images: [1, 0, 1, 0], function)]
      }.run()
    }
  }

  @Test func `A region of an image that is not there is not a number`() throws {
    try OperatorCheck(
      function: RegionAlign(samples: 1),
      inputs: [
        .distinct([1, 2, 3, 3]), ReferenceTensor([2, 4], [0, 0, 2, 2, 0, 0, 2, 2]),
        ReferenceTensor([2], [1, -1], type: .int64),
      ], differentiable: []
    ) { _, _ in [ReferenceTensor([2, 2, 1, 1]) { _ in .nan }] }.run()
  }

  // MARK: - Deformable convolutions

  private static func sample(_ map: ReferenceTensor, _ place: [Int], _ y: Double, _ x: Double)
    -> Double
  {
    var sum = 0.0
    for row in 0..<map.sizes[2] {
      for column in 0..<map.sizes[3] {
        let weight = max(0, 1 - abs(y - Double(row))) * max(0, 1 - abs(x - Double(column)))
        if weight > 0 { sum += weight * map[place + [row, column]] }
      }
    }
    return sum
  }

  @Test(arguments: [(1, 1), (2, 2), (1, 2), (2, 1)])
  func `Taps are moved by their offsets`(groups: Int, offsetGroups: Int) throws {
    let windows = [
      Window(2, stride: 2, padding: 1), Window(3, stride: 1, padding: 1, dilation: 2),
    ]
    let (rows, columns, taps) = (3, 3, 6)
    let inputs = [
      ReferenceTensor.distinct([2, 4, 4, 5]), .distinct([6, 4 / groups, 2, 3], seed: 1),
      .distinct([2, offsetGroups * 2 * taps, rows, columns], seed: 2), .distinct([6], seed: 3),
      .distinct([2, offsetGroups * taps, rows, columns], seed: 4),
    ]
    try OperatorCheck(
      function: DeformableConvolution(windows, groups: groups, offsetGroups: offsetGroups),
      inputs: inputs, tolerance: 5e-5
    ) { inputs, _ in
      [
        ReferenceTensor([2, 6, rows, columns]) { place in
          var sum = inputs[3][[place[1]]]
          let first = place[1] / (6 / groups) * (4 / groups)
          for channel in 0..<4 / groups {
            let group = (first + channel) / (4 / offsetGroups)
            for tap in 0..<taps {
              let (u, v) = (tap / 3, tap % 3)
              let moved = (group * taps + tap) * 2
              let down = inputs[2][[place[0], moved, place[2], place[3]]]
              let right = inputs[2][[place[0], moved + 1, place[2], place[3]]]
              let mask = inputs[4][[place[0], group * taps + tap, place[2], place[3]]]
              sum +=
                inputs[1][[place[1], channel, u, v]] * mask
                * Self.sample(
                  inputs[0], [place[0], first + channel], Double(place[2] * 2 - 1 + u) + down,
                  Double(place[3] - 1 + 2 * v) + right)
            }
          }
          return sum
        }
      ]
    }.run()
  }

  // MARK: - Places of maxima

  /// The largest elements under windows, and their places.
  private static func maxima(
    _ x: ReferenceTensor, _ windows: [Window], to sizes: [Int], byColumns: Bool
  ) -> [ReferenceTensor] {
    let found = ReferenceTensor.positions(x.sizes.prefix(2) + sizes).map { place in
      let spatial = x.positions.filter { source in
        source[0] == place[0] && source[1] == place[1]
          && windows.indices.allSatisfy { axis in
            let before = windows[axis].padding(of: x.sizes[axis + 2]).before
            let offset = source[axis + 2] - place[axis + 2] * windows[axis].stride + before
            return offset >= 0 && offset < windows[axis].extent
              && offset.isMultiple(of: windows[axis].dilation)
          }
      }
      return spatial.max { x[$0] < x[$1] } ?? []
    }
    let order = byColumns ? Array((2..<x.rank).reversed()) : Array(2..<x.rank)
    let places = found.map { place in
      ([0, 1] + order).reduce(0) { $0 * x.sizes[$1] + place[$1] }
    }
    let shape = x.sizes.prefix(2) + sizes
    return [
      ReferenceTensor(Array(shape), found.map { x[$0] }),
      ReferenceTensor(Array(shape), places.map(Double.init), type: .int64),
    ]
  }

  @Test(arguments: [false, true])
  func `Maxima come with their places`(byColumns: Bool) throws {
    let cases: [([Int], [Window], [Int])] = [
      ([2, 3, 7], [Window(3, stride: 2, padding: 1)], [4]),
      (
        [2, 2, 5, 6],
        [
          Window(2, stride: 2, padding: .fixed(before: 0, after: 0), rounding: .up),
          Window(2, padding: .fixed(before: 1, after: 0), dilation: 2),
        ], [3, 5]
      ),
      ([1, 2, 3, 4, 5], [Window(2), Window(2, stride: 2), Window(3, padding: 1)], [2, 2, 5]),
    ]
    for (sizes, windows, result) in cases {
      try OperatorCheck(
        function: Pooling(.maximum, windows: windows, placesByColumns: byColumns),
        inputs: [.distinct(sizes)], outputs: 2
      ) { inputs, _ in
        Self.maxima(inputs[0], windows, to: result, byColumns: byColumns)
      }.run()
    }
  }

  @Test(arguments: [ElementType.uint8, .int8, .int32])
  func `Whole numbers have maxima`(type: ElementType) throws {
    var map = ReferenceTensor.distinct([2, 2, 4, 4]).map { ($0 * 40 + 60).rounded() }
    map.type = type
    let windows = [Window(3, padding: 1), Window(2, stride: 2)]
    try OperatorCheck(
      function: Pooling(.maximum, windows: windows), inputs: [map], differentiable: []
    ) { inputs, _ in
      [Self.maxima(inputs[0], windows, to: [4, 2], byColumns: false)[0]]
    }.run()
  }

  @Test(arguments: [nil, [2, 2, 5, 7], [2, 2, 3, 4]])
  func `Maxima go back to their places`(wanted: [Int]?) throws {
    let windows = [Window(2, stride: 2), Window(2, stride: 2)]
    let map = ReferenceTensor.distinct([2, 2, 4, 6], seed: 1)
    let places = Self.maxima(map, windows, to: [2, 3], byColumns: false)[1]
    try OperatorCheck(
      function: MaxUnpooling(windows), inputs: [.distinct([2, 2, 2, 3]), places],
      known: wanted.map { [.known($0.map { Dim($0) })] } ?? []
    ) { inputs, _ in
      let sizes = wanted ?? [2, 2, 4, 6]
      return [
        ReferenceTensor(sizes) { place in
          if place[2] >= 4 || place[3] >= 6 { return 0 }
          let index = place.indices.reduce(0) { $0 * [2, 2, 4, 6][$1] + place[$1] }
          return inputs[1].values.firstIndex(of: Double(index)).map { inputs[0].values[$0] } ?? 0
        }
      ]
    }.run()
  }
}
