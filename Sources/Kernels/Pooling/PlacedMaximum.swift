/// The largest value in each window and its place among all elements of x.
///
/// x: N×C×spatial, y and places: N×C×spatial', at any strides. Of equal values the first one counts;
/// padding is never the maximum. Source: ONNX MaxPool, version 22.
package struct PlacedMaximum: Sendable {
  /// One for each spatial axis.
  private let axes: [ConvolutionGeometry.Axis]
  private let kind: NumberKind
  private let countsFirstAxisFastest: Bool

  /// - Parameters:
  ///   - axes: One for each spatial axis.
  ///   - kind: What the elements are.
  ///   - countsFirstAxisFastest: Whether places count the first spatial axis fastest, not the last.
  package init(
    _ axes: [ConvolutionGeometry.Axis], _ kind: NumberKind, countsFirstAxisFastest: Bool
  ) {
    self.axes = axes
    self.kind = kind
    self.countsFirstAxisFastest = countsFirstAxisFastest
  }

  /// What each step along a spatial axis adds to a place.
  private var placeStrides: [Int] {
    let sizes = axes.map(\.input)
    if !countsFirstAxisFastest { return TensorView.rowMajorStrides(sizes) }
    return TensorView.rowMajorStrides(sizes.reversed()).reversed()
  }

  /// `places` may be nil, where nobody asks for them.
  package func forward(
    _ x: TensorView, to y: TensorView, places: TensorView?, on pool: WorkerPool
  ) {
    switch kind {
    case .float: forward(x, y, places, Float.self, pool)
    case .int64: forward(x, y, places, Int64.self, pool)
    case .int32: forward(x, y, places, Int32.self, pool)
    case .int16: forward(x, y, places, Int16.self, pool)
    case .uint64: forward(x, y, places, UInt64.self, pool)
    case .uint32: forward(x, y, places, UInt32.self, pool)
    case .uint16: forward(x, y, places, UInt16.self, pool)
    case .int8: forward(x, y, places, Int8.self, pool)
    case .uint8, .truth: forward(x, y, places, UInt8.self, pool)
    }
  }

  private func forward<Element: Comparable>(
    _ x: TensorView, _ y: TensorView, _ places: TensorView?, _ type: Element.Type,
    _ pool: WorkerPool
  ) {
    let (source, target) = (x.elements(of: type), y.elements(of: type))
    let (positions, elements) = (axes.map(\.output).reduce(1, *), axes.map(\.input).reduce(1, *))
    let strides = (memory: Array(x.strides[2...]), place: placeStrides)
    pool.run(y.sizes[0] * y.sizes[1]) { map, _ in
      let (image, channel) = map.quotientAndRemainder(dividingBy: y.sizes[1])
      let first = source + image * x.strides[0] + channel * x.strides[1]
      var starts = [Int](repeating: 0, count: axes.count)
      for position in 0..<positions {
        let index = map * positions + position
        setStarts(&starts, ofWindowAt: position)
        var best: (element: Element, place: Int)?
        visit(0, 0, 0, starts, strides) { offset, place in
          let element = first[offset]
          // Written so that NaN, which no comparison holds for, is taken and kept.
          if let found = best, found.element != found.element || element <= found.element { return }
          best = (element, place)
        }
        guard let best else { continue }
        target[y.offset(of: index)] = best.element
        guard let places else { continue }
        places.elements(of: Int64.self)[places.offset(of: index)] =
          Int64(map * elements + best.place)
      }
    }
  }

  /// What a step along each spatial axis adds to an offset and to a place.
  private typealias Strides = (memory: [Int], place: [Int])

  /// Sets the position of a window along each axis from its row-major number.
  private func setStarts(_ starts: inout [Int], ofWindowAt position: Int) {
    var rest = position
    for axis in axes.indices.reversed() {
      (rest, starts[axis]) = rest.quotientAndRemainder(dividingBy: axes[axis].output)
    }
  }

  /// Visits the elements under a window from an axis on, with offset and place of each.
  private func visit(
    _ axis: Int, _ offset: Int, _ place: Int, _ starts: [Int], _ strides: Strides,
    _ body: (Int, Int) -> Void
  ) {
    if axis == axes.count { return body(offset, place) }
    for tap in 0..<axes[axis].kernel {
      guard let element = axes[axis].input(under: tap, of: starts[axis]) else { continue }
      visit(
        axis + 1, offset + element * strides.memory[axis], place + element * strides.place[axis],
        starts, strides, body)
    }
  }

  /// `dx[places] += dy`; the other elements of dx are set to zero unless `accumulating`.
  package func backward(
    _ dy: TensorView, places: TensorView, to dx: TensorView, accumulating: Bool,
    on pool: WorkerPool
  ) {
    if !accumulating { dx.clear() }
    let (source, target) = (dy.elements(of: Float.self), dx.elements(of: Float.self))
    let found = places.elements(of: Int64.self)
    let (positions, elements) = (axes.map(\.output).reduce(1, *), axes.map(\.input).reduce(1, *))
    let strides = zip(placeStrides, TensorView.rowMajorStrides(axes.map(\.input)))
    let steps = zip(axes, strides).map { (size: $0.input, place: $1.0, row: $1.1) }
    pool.run(dy.sizes[0] * dy.sizes[1]) { map, _ in
      for index in map * positions..<(map + 1) * positions {
        let place = Int(found[places.offset(of: index)]) - map * elements
        var row = map * elements
        for step in steps { row += place / step.place % step.size * step.row }
        target[dx.offset(of: row)] += source[dy.offset(of: index)]
      }
    }
  }
}
