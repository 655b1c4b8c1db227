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

  /// The source weights of each position of the result.
  var matrix: SparseRows {
    SparseRows((0..<result).map { neighbors(of: source(of: $0)) }, width: size)
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
      return result > 1 ? place * Double(size - 1) / Double(result - 1) : 0
    case .halfPixelSymmetric:
      let whole = Double(size) * numerator / denominator
      return Double(size) / 2 * (1 - Double(result) / whole) + halfPixel
    }
  }

  private func neighbors(of source: Double) -> [(column: Int, weight: Float)] {
    switch mode {
    case .nearest(let rounding): return [(clamped(rounded(source, rounding)), 1)]
    case .linear:
      let low = source.rounded(.down)
      let fraction = source - low
      return joined([(low, 1 - fraction), (low + 1, fraction)])
    case .cubic(let a, let excludesOutside):
      let low = source.rounded(.down)
      var taps = (-1...2).map { (low + Double($0), Self.cubic(source - low - Double($0), a)) }
      if excludesOutside {
        taps.removeAll { $0.0 < 0 || $0.0 > Double(size - 1) }
        let sum = taps.reduce(0) { $0 + $1.1 }
        taps = taps.map { ($0.0, $0.1 / sum) }
      }
      return joined(taps)
    }
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
