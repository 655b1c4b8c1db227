import CRLAVectors
import Testing

/// Winograd's transforms in every level, against a convolution of a tile without them.
@Suite struct WinogradLoopTests {
  /// The transforms of pixels and filter, their products, and the sums of those: 4x4 results.
  @Test(arguments: Level.all)
  func `A tile is filtered`(level: Level) {
    for channels in 1...70 {
      let (pixels, filter) = (Grid(36, channels, seed: 1), Grid(9, channels, seed: 2))
      let (v, u) = (Grid(36, channels), Grid(36, channels, gap: 1))
      var sources = (0..<36).map { Optional(UnsafePointer(pixels.base + $0 * pixels.stride)) }
      level.loops.winograd_input(&sources, channels, v.base, v.stride)
      level.loops.winograd_filter(filter.base, filter.stride, channels, u.base, u.stride)
      let m = Grid(36, channels) { Float(v[$0, $1] * u[$0, $1]) }
      for accumulates in [false, true] {
        let y = Grid(16, channels, seed: 3)
        let old = y.values
        // The last pixel lies outside.
        var targets = (0..<16).map { $0 == 15 ? nil : y.base + $0 * y.stride }
        level.loops.winograd_output(
          m.base, m.stride, channels, &targets, accumulates ? 1 : 0)
        y.expect(1e-4) { place, c in
          if place == 15 { return old[place][c] }
          return (0..<9).reduce(accumulates ? old[place][c] : 0) { sum, tap in
            let pixel = (place / 4 + tap / 3) * 6 + place % 4 + tap % 3
            return sum + pixels[pixel, c] * filter[tap, c]
          }
        }
      }
    }
  }

  /// The same with 2x2 results of 4x4 pixels.
  @Test(arguments: Level.all)
  func `A small tile is filtered`(level: Level) {
    for channels in 1...70 {
      let (pixels, filter) = (Grid(16, channels, seed: 1), Grid(9, channels, seed: 2))
      let (v, u) = (Grid(16, channels), Grid(16, channels, gap: 1))
      var sources = (0..<16).map { Optional(UnsafePointer(pixels.base + $0 * pixels.stride)) }
      level.loops.small_winograd_input(&sources, channels, v.base, v.stride)
      level.loops.small_winograd_filter(filter.base, filter.stride, channels, u.base, u.stride)
      let m = Grid(16, channels) { Float(v[$0, $1] * u[$0, $1]) }
      let y = Grid(4, channels, seed: 3)
      let old = y.values
      // The last pixel lies outside.
      var targets = (0..<4).map { $0 == 3 ? nil : y.base + $0 * y.stride }
      level.loops.small_winograd_output(m.base, m.stride, channels, &targets)
      y.expect(1e-5) { place, c in
        if place == 3 { return old[place][c] }
        return (0..<9).reduce(0) { sum, tap in
          let pixel = (place / 2 + tap / 3) * 4 + place % 2 + tap % 3
          return sum + pixels[pixel, c] * filter[tap, c]
        }
      }
    }
  }

  /// The gradient of each tap is the sum over the tile of pixel and gradient.
  @Test(arguments: Level.all)
  func `The gradient of a filter`(level: Level) {
    for channels in 1...70 {
      let (pixels, dy) = (Grid(36, channels, seed: 1), Grid(16, channels, seed: 2))
      let (v, u) = (Grid(36, channels), Grid(36, channels, gap: 1))
      var sources = (0..<36).map { Optional(UnsafePointer(pixels.base + $0 * pixels.stride)) }
      var gradients = (0..<16).map { Optional(UnsafePointer(dy.base + $0 * dy.stride)) }
      level.loops.winograd_input(&sources, channels, v.base, v.stride)
      level.loops.winograd_gradient(&gradients, channels, u.base, u.stride)
      let m = Grid(36, channels) { Float(v[$0, $1] * u[$0, $1]) }
      for accumulates in [false, true] {
        let dw = Grid(9, channels, seed: 3)
        let old = dw.values
        level.loops.winograd_filter_gradient(
          m.base, m.stride, channels, dw.base, dw.stride, accumulates ? 1 : 0)
        dw.expect(1e-4) { tap, c in
          (0..<16).reduce(accumulates ? old[tap][c] : 0) { sum, place in
            let pixel = (place / 4 + tap / 3) * 6 + place % 4 + tap % 3
            return sum + pixels[pixel, c] * dy[place, c]
          }
        }
      }
    }
  }
}
