import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Resized tensors compared with sums over all neighbors, written as in the ONNX specification.
@Suite(.serialized) struct ResizeExecutionTests {
  private struct Line {
    let size: Int
    let result: Int
    let scale: Double
    let mode: Resize.Mode
    let coordinates: Resize.Coordinates

    private func source(_ place: Int) -> Double {
      let half = (Double(place) + 0.5) / scale - 0.5
      switch coordinates {
      case .halfPixel: return half
      case .pytorchHalfPixel: return result == 1 ? 0 : half
      case .alignCorners:
        return result == 1 ? 0 : Double(place) * Double(size - 1) / (scale * Double(size) - 1)
      case .region: return .nan
      case .asymmetric: return Double(place) / scale
      case .halfPixelSymmetric:
        let adjustment = Double(result) / (scale * Double(size))
        return Double(size) / 2 * (1 - adjustment) + half
      }
    }

    /// Weights of the positions of the input, by number.
    func weights(_ place: Int) -> [Double] {
      let source = source(place)
      let near = (-3...size + 3).map { ($0, weight(source, $0)) }
      let sum = near.reduce(0) { $0 + ((0..<size).contains($1.0) ? $1.1 : 0) }
      var weights = Array(repeating: 0.0, count: size)
      for (neighbor, weight) in near {
        if case .cubic(_, true) = mode {
          if (0..<size).contains(neighbor) { weights[neighbor] += weight / sum }
        } else {
          weights[min(max(neighbor, 0), size - 1)] += weight
        }
      }
      return weights
    }

    private func weight(_ source: Double, _ neighbor: Int) -> Double {
      let distance = abs(source - Double(neighbor))
      switch mode {
      case .linear: return max(0, 1 - distance)
      case .cubic(let a, _):
        let (square, cube) = (distance * distance, distance * distance * distance)
        if distance <= 1 { return (a + 2) * cube - (a + 3) * square + 1 }
        return distance < 2 ? a * cube - 5 * a * square + 8 * a * distance - 4 * a : 0
      case .nearest(let rounding): return nearest(source, rounding) == neighbor ? 1 : 0
      }
    }

    private func nearest(_ source: Double, _ rounding: Resize.Rounding) -> Int {
      let low = Int(source.rounded(.down))
      let fraction = source - Double(low)
      let goesUp =
        switch rounding {
        case .floor: false
        case .ceiling: fraction > 0
        case .roundPreferFloor: fraction > 0.5
        case .roundPreferCeiling: fraction >= 0.5
        }
      return goesUp ? low + 1 : low
    }
  }

  private func resized(_ lines: [(axis: Int, line: Line)]) -> OperatorCheck.Plain {
    { inputs, _ in
      [
        lines.reduce(inputs[0]) { tensor, item in
          var sizes = tensor.sizes
          sizes[item.axis] = item.line.result
          let weights = (0..<item.line.result).map(item.line.weights)
          return ReferenceTensor(sizes) { position in
            weights[position[item.axis]].enumerated().reduce(0) { sum, entry in
              var source = position
              source[item.axis] = entry.offset
              return sum + entry.element * tensor[source]
            }
          }
        }
      ]
    }
  }

  private static let modes: [Resize.Mode] =
    Resize.Rounding.allCases.map { .nearest($0) } + [
      .linear, .cubic, .cubic(a: -0.5, excludingOutside: true),
    ]

  @Test(arguments: modes, Resize.Coordinates.allCases.filter { $0 != .region })
  func `Maps are resized by factors`(mode: Resize.Mode, coordinates: Resize.Coordinates) throws {
    let scales = [Resize.Scale(3, over: 2), Resize.Scale(3, over: 4)]
    let sizes = [3, 6]
    let lines = zip(scales, sizes).enumerated().map { index, pair in
      let (scale, size) = pair
      return (
        axis: 2 + index,
        line: Line(
          size: size, result: size * scale.numerator / scale.denominator,
          scale: Double(scale.numerator) / Double(scale.denominator), mode: mode,
          coordinates: coordinates)
      )
    }
    try OperatorCheck(
      function: Resize(.scales(scales), mode, coordinates), inputs: [.distinct([1, 2, 3, 6])],
      plain: resized(lines)
    ).run()
  }

  @Test(arguments: [
    ([2, 3, 17], [4]), ([1, 18, 2, 2], [5, 3]), ([1, 2, 3, 1, 4], [2, 4, 9]),
    ([1, 2, 4, 5], [4, 1]),
  ])
  func `One to three axes are resized to sizes`(sizes: [Int], target: [Int]) throws {
    for mode in [Resize.Mode.linear, .nearest(.floor)] {
      let lines = target.enumerated().map { index, result in
        let size = sizes[2 + index]
        let line = Line(
          size: size, result: result, scale: Double(result) / Double(size), mode: mode,
          coordinates: .pytorchHalfPixel)
        return (axis: 2 + index, line: line)
      }
      try OperatorCheck(
        function: Resize(.sizes(target.map { Dim($0) }), mode, .pytorchHalfPixel),
        inputs: [.distinct(sizes)], plain: resized(lines)
      ).run()
    }
  }

  @Test func `Any axes are resized, and sizes may be known elements`() throws {
    let mode = Resize.Mode.linear
    let first = Line(size: 3, result: 5, scale: 5 / 3, mode: mode, coordinates: .alignCorners)
    let last = Line(size: 4, result: 2, scale: 0.5, mode: mode, coordinates: .alignCorners)
    try OperatorCheck(
      function: Resize(.sizes([2, 5]), mode, .alignCorners, axes: [-1, 0]),
      inputs: [.distinct([3, 2, 4])], plain: resized([(0, first), (2, last)])
    ).run()
    try OperatorCheck(
      function: Resize(.inputs, mode, .alignCorners), inputs: [.distinct([3, 2, 4])],
      known: [.known([]), .known([]), .known([5, 2, 2])],
      plain: resized([(0, first), (2, last)])
    ).run()
    try OperatorCheck(
      function: Resize(.scales([Resize.Scale(1)]), mode), inputs: [.distinct([1, 2, 4])],
      plain: { inputs, _ in inputs }
    ).run()
  }

  @Test func `An axis that is named twice is refused`() {
    let network = Network("twice", inputs: [Input("x", .float([2, 3]))]) { net, values in
      [("y", net.apply(Resize(.sizes([4, 5]), .linear, axes: [1, -1]), to: values)[0])]
    }
    #expect(throws: PlanFailure.unsupported("interpolate", Resize.kind)) {
      try ExecutionPlan(
        network, inputs: network.inputs.map(\.fact),
        PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference))
    }
  }

  @Test(arguments: [(3, 5, 7, 9), (6, 8, 4, 3), (1, 4, 17, 4)])
  func `A map is resized to the size of another`(h: Int, w: Int, height: Int, width: Int) throws {
    try OperatorCheck(
      function: NearestResize(),
      inputs: [.distinct([2, 3, h, w]), .distinct([1, 2, height, width])]
    ) { inputs, _ in
      [
        ReferenceTensor([2, 3, height, width]) { position in
          let (row, column) = (position[2] * h / height, position[3] * w / width)
          return inputs[0][[position[0], position[1], row, column]]
        }
      ]
    }.run()
  }
}
