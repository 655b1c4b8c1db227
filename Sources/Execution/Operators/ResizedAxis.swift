import RLAKernels
import RLANetworks

/// An axis of a resized tensor.
///
/// Source: ONNX Resize, opset 19; positions outside are clamped to the nearest one inside.
struct ResizedAxis {
  let size: Int
  let result: Int
  /// The factor, if the target is given as one; the result then has ⌊size · factor⌋ positions.
  let scale: Resize.Scale
  let mode: Resize.Mode
  let coordinates: Resize.Coordinates
  /// Whether a smaller result is smoothed.
  var smooths = false
  /// Whether smoothed linear elements have no part of what lies outside.
  var excludesOutside = false

  /// The ends of a region, as shares of the axis.
  var region = (start: 0.0, end: 1.0)

  /// The source weights of each position of the result; none where it is outside of the input.
  var matrix: SparseRows {
    SparseRows(
      (0..<result).map { isOutside($0) ? [] : neighbors(of: source(of: $0)) }, width: size)
  }

  /// Whether a position of a region has no source.
  func isOutside(_ position: Int) -> Bool {
    guard coordinates == .region else { return false }
    let source = source(of: position)
    return source < 0 || source > Double(size - 1)
  }

  /// The coordinate of a position of the result on the axis of the input.
  ///
  /// Each formula divides only once, so that a midpoint is exact.
  private func source(of position: Int) -> Double {
    let (numerator, denominator) = (Double(scale.numerator), Double(scale.denominator))
    let place = Double(position)
    let halfPixel = ((2 * place + 1) * denominator - numerator) / (2 * numerator)
    switch coordinates {
    case .halfPixel: return halfPixel
    case .pytorchHalfPixel: return result > 1 ? halfPixel : 0
    case .asymmetric: return place * denominator / numerator
    case .alignCorners:
      // The factor may make a fraction of a position more than the result has.
      let whole = Double(size) * numerator / denominator
      return result > 1 ? place * Double(size - 1) / (whole - 1) : 0
    case .region:
      let (start, end, last) = (region.start, region.end, Double(size - 1))
      if result == 1 { return (start + end) / 2 * last }
      return start * last + place * (end - start) * last / Double(result - 1)
    case .halfPixelSymmetric:
      let whole = Double(size) * numerator / denominator
      return Double(size) / 2 * (1 - Double(result) / whole) + halfPixel
    }
  }

  private func neighbors(of source: Double) -> [(column: Int, weight: Float)] {
    switch mode {
    case .nearest(let rounding): return [(clamped(rounded(source, rounding)), 1)]
    case .linear where isSmoothed:
      let taps = smoothed(source, reach: 1) { max(0, 1 - abs($0)) }
      return joined(excludesOutside ? inside(taps) : taps)
    case .cubic(let a, let excludesOutside) where isSmoothed:
      let taps = smoothed(source, reach: 2) { Self.cubic($0, a) }
      return joined(excludesOutside ? inside(taps) : taps)
    case .linear:
      let low = source.rounded(.down)
      let fraction = source - low
      return joined([(low, 1 - fraction), (low + 1, fraction)])
    case .cubic(let a, let excludesOutside):
      let low = source.rounded(.down)
      let taps = (-1...2).map { (low + Double($0), Self.cubic(source - low - Double($0), a)) }
      return joined(excludesOutside ? inside(taps) : taps)
    }
  }

  private var isSmoothed: Bool { smooths && scale.numerator < scale.denominator }

  /// The taps of a kernel that is as much wider as the result is smaller.
  private func smoothed(
    _ source: Double, reach: Double, _ kernel: (Double) -> Double
  ) -> [(Double, Double)] {
    let factor = Double(scale.numerator) / Double(scale.denominator)
    // Of a coordinate on a position, that position is the last one before it.
    let low = source == source.rounded() ? source - 1 : source.rounded(.down)
    let first = (-reach / factor).rounded(.down) + 1
    let last = 1 - first
    return normalized(
      stride(from: first, through: last, by: 1).map {
        (low + $0, kernel(factor * (low + $0 - source)))
      })
  }

  private func inside(_ taps: [(Double, Double)]) -> [(Double, Double)] {
    normalized(taps.filter { $0.0 >= 0 && $0.0 <= Double(size - 1) })
  }

  private func normalized(_ taps: [(Double, Double)]) -> [(Double, Double)] {
    let sum = taps.reduce(0) { $0 + $1.1 }
    return taps.map { ($0.0, $0.1 / sum) }
  }

  private func rounded(_ source: Double, _ rounding: Resize.Rounding) -> Double {
    switch rounding {
    case .roundPreferFloor: (source - 0.5).rounded(.up)
    case .roundPreferCeiling: (source + 0.5).rounded(.down)
    case .floor: source.rounded(.down)
    case .ceiling: source.rounded(.up)
    }
  }

  private func clamped(_ position: Double) -> Int { Int(min(max(position, 0), Double(size - 1))) }

  /// Weights by position, those of positions outside added to the nearest one inside.
  private func joined(_ taps: [(Double, Double)]) -> [(column: Int, weight: Float)] {
    var sums: [(column: Int, weight: Double)] = []
    for (position, weight) in taps {
      let column = clamped(position)
      if sums.last?.column == column {
        sums[sums.count - 1].weight += weight
      } else {
        sums.append((column, weight))
      }
    }
    return sums.map { ($0.column, Float($0.weight)) }
  }

  /// The kernel of Keys 1981, "Cubic convolution interpolation for digital image processing".
  private static func cubic(_ distance: Double, _ a: Double) -> Double {
    let d = abs(distance)
    if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
  }
}
