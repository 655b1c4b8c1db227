import Glibc

/// A map sampled at the positions of a grid: the sum of the elements around each, weighted along every
/// axis.
///
/// Positions run from −1 to 1 along an axis. Tensors are at any strides: x N×C×spatial, the grid
/// N×spatial'×s with the last axis of x first, y N×C×spatial'. Source: ONNX GridSample, version 22.
package struct GridSampling: Hashable, Sendable {
  package enum Mode: Hashable, Sendable {
    case nearest
    case linear
    /// By the kernel of Keys with a = −0.75.
    case cubic
  }

  /// What is outside of the map.
  package enum Padding: Hashable, Sendable {
    case zeros
    /// The nearest element inside.
    case border
    /// The map, mirrored at its ends.
    case reflection
  }

  package let mode: Mode
  package let padding: Padding
  /// Whether −1 and 1 are the centers of the first and the last elements, not their outer edges.
  package let alignsCorners: Bool

  package init(_ mode: Mode, _ padding: Padding, alignsCorners: Bool) {
    self.mode = mode
    self.padding = padding
    self.alignsCorners = alignsCorners
  }

  /// One element along an axis, and what its weight is.
  private struct Tap {
    let place: Int
    let weight: Double
    /// The derivative of the weight by the position in the grid.
    let slope: Double
  }

  // MARK: - Axes

  private func ends(_ size: Int) -> (first: Double, last: Double) {
    alignsCorners ? (0, Double(size - 1)) : (-0.5, Double(size) - 0.5)
  }

  /// A coordinate mirrored into the map, and the sign of its derivative.
  private func reflected(_ x: Double, _ size: Int) -> (Double, Double) {
    let (first, last) = ends(size)
    let length = last - first
    guard x < first || x > last, length > 0 else { return (length > 0 ? x : 0, 1) }
    let distance = x < first ? first - x : x - last
    let turns = (distance / length).rounded(.down)
    let rest = distance - turns * length
    let isEven = turns.truncatingRemainder(dividingBy: 2) == 0
    let startsAtFirst = (x < first) == isEven
    let place = startsAtFirst ? first + rest : last - rest
    return (place, (x < first) == startsAtFirst ? -1 : 1)
  }

  /// The elements around a position along an axis; those of the padding with zeros are left out.
  private func taps(_ position: Double, _ size: Int) -> [Tap] {
    let scale = Double(alignsCorners ? size - 1 : size) / 2
    var x = alignsCorners ? (position + 1) * scale : (position + 1) * scale - 0.5
    var slope = scale
    if mode == .nearest { x = x.rounded(.toNearestOrEven) }
    if mode != .cubic {
      switch padding {
      case .zeros: break
      case .border:
        if x < 0 || x > Double(size - 1) { slope = 0 }
        x = min(max(x, 0), Double(size - 1))
      case .reflection:
        let (place, sign) = reflected(x, size)
        (x, slope) = (place, slope * sign)
      }
    }
    guard x.isFinite, abs(x) < 0x1p52 else { return [] }
    let low = x.rounded(.down)
    let rest = x - low
    let weights: [(Double, Double, Double)] =
      switch mode {
      case .nearest: [(x.rounded(.toNearestOrEven), 1, 0)]
      case .linear: [(low, 1 - rest, -slope), (low + 1, rest, slope)]
      case .cubic:
        (-1...2).map { step in
          let distance = rest - Double(step)
          return (low + Double(step), Self.cubic(distance), Self.cubicSlope(distance) * slope)
        }
      }
    return weights.compactMap { place, weight, slope in
      inside(place, size).map { Tap(place: $0, weight: weight, slope: slope) }
    }
  }

  /// The element that stands at a place; nil for a zero.
  private func inside(_ place: Double, _ size: Int) -> Int? {
    if place >= 0, place <= Double(size - 1) { return Int(place) }
    switch padding {
    case .zeros: return nil
    case .border: return place < 0 ? 0 : size - 1
    case .reflection:
      return min(max(Int(reflected(place, size).0.rounded(.toNearestOrEven)), 0), size - 1)
    }
  }

  private static func cubic(_ distance: Double) -> Double {
    let (a, d) = (-0.75, abs(distance))
    if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
  }

  private static func cubicSlope(_ distance: Double) -> Double {
    let (a, d) = (-0.75, abs(distance))
    let slope =
      d <= 1
      ? (3 * (a + 2) * d - 2 * (a + 3)) * d : d < 2 ? (3 * a * d - 10 * a) * d + 8 * a : 0
    return distance < 0 ? -slope : slope
  }

  // MARK: - Passes

  /// The taps of all axes at one position of the result, the first axis of x first.
  private func taps(_ grid: TensorView, _ offset: Int, _ sizes: ArraySlice<Int>) -> [[Tap]] {
    let axes = sizes.count
    let step = grid.strides[axes + 1]
    let values = grid.elements(of: Float.self)
    return sizes.enumerated().map { axis, size in
      taps(Double(values[offset + (axes - 1 - axis) * step]), size)
    }
  }

  /// Visits every combination of taps with the offset of its element, its weight and, by axis, the
  /// derivative of that.
  private func visit(
    _ taps: [[Tap]], _ strides: ArraySlice<Int>, _ body: (Int, Double, [Double]) -> Void
  ) {
    func visit(_ axis: Int, _ offset: Int, _ weight: Double, _ slopes: [Double]) {
      if axis == taps.count { return body(offset, weight, slopes) }
      for tap in taps[axis] {
        visit(
          axis + 1, offset + tap.place * strides[strides.startIndex + axis],
          weight * tap.weight, slopes.map { $0 * tap.weight } + [weight * tap.slope])
      }
    }
    visit(0, 0, 1, [])
  }

  /// The positions of a result with their offsets in it and in the grid, sequence by sequence.
  private func positions(_ y: TensorView, _ grid: TensorView) -> [(result: Int, grid: Int)] {
    zip(y.sizes[2...], zip(y.strides[2...], grid.strides[1...])).reduce([(0, 0)]) { places, axis in
      places.flatMap { place in
        (0..<axis.0).map { (place.result + $0 * axis.1.0, place.grid + $0 * axis.1.1) }
      }
    }
  }

  package func forward(
    _ x: TensorView, _ grid: TensorView, to y: TensorView, on pool: WorkerPool
  ) {
    let (source, target) = (x.elements(of: Float.self), y.elements(of: Float.self))
    let places = positions(y, grid)
    pool.run(y.sizes[0]) { image, _ in
      for place in places {
        let taps = taps(grid, image * grid.strides[0] + place.grid, x.sizes[2...])
        for channel in 0..<y.sizes[1] {
          let first = source + image * x.strides[0] + channel * x.strides[1]
          var sum = 0.0
          visit(taps, x.strides[2...]) { offset, weight, _ in
            sum += weight * Double(first[offset])
          }
          target[image * y.strides[0] + channel * y.strides[1] + place.result] = Float(sum)
        }
      }
    }
  }

  /// Adds to the gradients that are wanted, which lie in memory as the tensors do.
  package func backward(
    _ x: TensorView, _ grid: TensorView, _ dy: TensorView, to dx: TensorView?,
    _ dgrid: TensorView?, on pool: WorkerPool
  ) {
    let places = positions(dy, grid)
    let axes = x.sizes.count - 2
    pool.run(dy.sizes[0]) { image, _ in
      for place in places {
        let offset = image * grid.strides[0] + place.grid
        let taps = taps(grid, offset, x.sizes[2...])
        var sums = [Double](repeating: 0, count: axes)
        for channel in 0..<dy.sizes[1] {
          let g = Double(
            dy.elements(of: Float.self)[
              image * dy.strides[0] + channel * dy.strides[1] + place.result])
          let first = image * x.strides[0] + channel * x.strides[1]
          visit(taps, x.strides[2...]) { offset, weight, slopes in
            dx?.elements(of: Float.self)[first + offset] += Float(g * weight)
            let value = Double(x.elements(of: Float.self)[first + offset])
            for axis in 0..<axes { sums[axis] += g * value * slopes[axis] }
          }
        }
        guard let dgrid else { continue }
        for axis in 0..<axes {
          dgrid.elements(of: Float.self)[offset + (axes - 1 - axis) * grid.strides[axes + 1]] +=
            Float(sums[axis])
        }
      }
    }
  }
}
