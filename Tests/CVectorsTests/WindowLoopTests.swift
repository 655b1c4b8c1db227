import CRLAVectors
import Testing

/// Windows, patches, transposes and optimizer steps in every level.
@Suite struct WindowLoopTests {
  /// Calls a body with pointers into a grid, nil for the rows that are left out.
  private func pointers(
    _ grid: Grid, _ rows: [Int?],
    _ body: (UnsafeMutableBufferPointer<UnsafePointer<Float>?>) -> Void
  ) {
    var sources = rows.map { row in
      row.map { UnsafePointer(grid.base + $0 * grid.stride) }
    }
    sources.withUnsafeMutableBufferPointer { body($0) }
  }

  private func targets(
    _ grid: Grid, _ rows: [Int?],
    _ body: (UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>?>) -> Void
  ) {
    var targets = rows.map { row in row.map { grid.base + $0 * grid.stride } }
    targets.withUnsafeMutableBufferPointer { body($0) }
  }

  @Test(arguments: Level.all)
  func `Weighted sums of one to nine taps over one to eleven pixels`(level: Level) {
    for channels in 1...70 {
      let (count, pixels) = (1 + channels % 9, 1 + channels % 11)
      let x = Grid(count + pixels, channels, seed: 1)
      let w = Grid(count, channels, seed: 2)
      for accumulates in [false, true] {
        let y = Grid(pixels, channels, seed: 3)
        let old = y.values
        pointers(x, Array(0..<count)) { sources in
          pointers(w, Array(0..<count)) { weights in
            level.loops.weighted_sums(
              count, sources.baseAddress, weights.baseAddress, channels, pixels, x.stride, y.base,
              y.stride, accumulates ? 1 : 0)
          }
        }
        y.expect(1e-5) { p, c in
          (0..<count).reduce(accumulates ? old[p][c] : 0) { $0 + x[$1 + p, c] * w[$1, c] }
        }
      }
    }
  }

  /// A line of windows of three by three over a map of three lines, the middle one left out where the
  /// number of channels is even, with everything that the loops read.
  private func checkLine(_ level: Level, channels: Int, stride: Int, padding: Int) {
    let width = 1 + channels % 23
    let windows = (width + 2 * padding - 3) / stride + 1
    if windows < 1 { return }
    let x = Grid(3 * width, channels, seed: 1)
    let filter = Grid(9, channels, gap: 0, seed: 2)
    let (vectors, after) = (Grid(2, channels, seed: 3), Grid(windows, channels, seed: 4))
    func pixels(_ line: Int) -> UnsafePointer<Float>? {
      line == 1 && channels.isMultiple(of: 2)
        ? nil : UnsafePointer(x.base + line * width * x.stride)
    }
    var line = vec_window_line(
      pixels: (pixels(0), pixels(1), pixels(2)), width: width, step: x.stride, padding: padding,
      stride: stride, windows: windows, channels: channels, filter_step: filter.stride)
    func products(_ window: Int, _ c: Int, _ other: (_ tap: Int) -> Double) -> Double {
      (0..<9).reduce(0) { sum, tap in
        let column = window * stride + tap % 3 - padding
        guard (0..<width).contains(column), pixels(tap / 3) != nil else { return sum }
        return sum + x[tap / 3 * width + column, c] * other(tap)
      }
    }
    let y = Grid(windows, channels, seed: 5)
    var terms = vec_terms()
    terms.scale = UnsafePointer(vectors.base)
    terms.shift = UnsafePointer(vectors.base + vectors.stride)
    terms.after = after.map
    level.loops.filter_line(&line, filter.base, &terms, y.map)
    y.expect(1e-5, "filter") { window, c in
      products(window, c) { filter[$0, c] } * vectors[0, c] + vectors[1, c] + after[window, c]
    }
    let taps = Grid(9, channels, gap: 0, seed: 6)
    let old = taps.values
    level.loops.multiply_line(&line, y.map, taps.base)
    taps.expect(1e-5, "multiply") { tap, c in
      (0..<windows).reduce(old[tap][c]) { sum, window in
        sum + products(window, c) { $0 == tap ? y[window, c] : 0 }
      }
    }
  }

  @Test(arguments: Level.all, [1, 2])
  func `Lines of windows of three by three and of one to twenty-three pixels`(
    level: Level, stride: Int
  ) {
    for channels in 1...70 {
      for padding in 0...3 {
        checkLine(level, channels: channels, stride: stride, padding: padding)
      }
    }
  }

  @Test(arguments: Level.all)
  func `The maximum with the first tap that has it, and its backward pass`(level: Level) {
    for channels in 1...70 {
      var draws = Draws(channels)
      let count = 1 + channels % 9
      // Few different values, so that ties are common.
      let x = Grid(count, channels) { _, _ in Float(draws.next(below: 4)) }
      let y = Grid(1, channels)
      var indices = [UInt8](repeating: 255, count: channels)
      pointers(x, Array(0..<count)) {
        level.loops.maximum(count, $0.baseAddress, channels, y.base, &indices)
      }
      func winner(_ c: Int) -> Int {
        (0..<count).reduce(0) { x[$1, c] > x[$0, c] ? $1 : $0 }
      }
      y.expect(0) { x[winner($1), $1] }
      #expect(indices.map(Int.init) == (0..<channels).map(winner))
      pointers(x, Array(0..<count)) {
        level.loops.maximum(count, $0.baseAddress, channels, y.base, nil)
      }
      y.expect(0, "without indices") { x[winner($1), $1] }

      let (dy, dx) = (Grid(1, channels, seed: 1), Grid(count, channels, seed: 2))
      let old = dx.values
      targets(dx, Array(0..<count)) {
        level.loops.maximum_backward(count, $0.baseAddress, channels, dy.base, indices)
      }
      dx.expect(1e-6) { $0 == winner($1) ? old[$0][$1] + dy[0, $1] : old[$0][$1] }
    }
  }

  @Test(arguments: Level.all)
  func `The maxima of windows side by side`(level: Level) {
    for channels in 1...40 {
      let (pixels, step) = (1 + channels % 5, 1 + channels % 3)
      let x = Grid(4 + pixels * step, channels, seed: 1)
      x.base[2 * x.stride] = .nan
      let y = Grid(pixels, channels)
      pointers(x, [0, 2, 3]) {
        level.loops.maxima(
          3, $0.baseAddress, channels, pixels, step * x.stride, y.base, y.stride)
      }
      for pixel in 0..<pixels {
        for channel in 0..<channels {
          let taps = [0, 2, 3].map { x[pixel * step + $0, channel] }
          let (value, largest) = (y[pixel, channel], taps.max() ?? 0)
          #expect(taps.contains(where: \.isNaN) ? value.isNaN : value == largest)
        }
      }
      level.loops.maxima(0, nil, channels, pixels, x.stride, y.base, y.stride)
      #expect((0..<pixels).allSatisfy { y[$0, channels - 1] == -.infinity })
    }
  }

  @Test(arguments: Level.all)
  func `NaN is the maximum`(level: Level) {
    for channels in [3, 16, 20] {
      let x = Grid(3, channels) { row, _ in row == 1 ? .nan : Float(row) }
      let y = Grid(1, channels)
      pointers(x, [0, 1, 2]) {
        level.loops.maximum(3, $0.baseAddress, channels, y.base, nil)
      }
      #expect(y.values[0].allSatisfy { $0.isNaN })
    }
  }

  @Test(arguments: Level.all)
  func `Rows and channels are transposed`(level: Level) {
    for channels in 1...70 {
      let rows = 1 + channels * 13 % 37
      let x = Grid(rows, channels, gap: 2, seed: 1)
      let y = Grid(channels, rows, gap: 5)
      level.loops.transpose(rows, channels, x.base, x.stride, y.base, y.stride)
      y.expect(0) { x[$1, $0] }
    }
  }

  @Test(arguments: Level.all)
  func `The values of two rows alternate`(level: Level) {
    for channels in 1...70 {
      let x = Grid(2, channels, gap: 3, seed: 1)
      let y = Grid(channels, 2, gap: 0)
      level.loops.transpose(2, channels, x.base, x.stride, y.base, y.stride)
      y.expect(0) { x[$1, $0] }
    }
  }

  @Test(arguments: Level.all)
  func `Lines under adjacent windows`(level: Level) {
    for length in 1...40 {
      let (windows, step) = (3, 1 + length % 5)
      let x = Grid(3, length + windows * step, seed: 1)
      let y = Grid(windows, 3 * length, seed: 2)
      pointers(x, [0, nil, 2]) {
        level.loops.window_lines(
          windows, step, 3, $0.baseAddress, length, y.base, y.stride)
      }
      y.expect(0) { window, place in
        let (line, index) = place.quotientAndRemainder(dividingBy: length)
        return line == 1 ? 0 : x[line, window * step + index]
      }
    }
  }

  @Test(arguments: Level.all, [1, 3, 4, 8, 12, 16, 32])
  func `Patches by group, and the gradient of one tap`(level: Level, width: Int) {
    for groups in [1, 2, 5] {
      let pixels = Grid(3, groups * width, seed: 1)
      let patch = Grid(1, groups * 3 * width)
      pointers(pixels, [0, nil, 2]) {
        level.loops.group_patch(3, $0.baseAddress, groups, width, patch.base)
      }
      patch.expect(0) { _, place in
        let (group, tap, c) = (place / (3 * width), place / width % 3, place % width)
        return tap == 1 ? 0 : pixels[tap, group * width + c]
      }
      let y = Grid(1, groups * width, seed: 2)
      let old = y.values[0]
      level.loops.add_group_tap(3, patch.base + 2 * width, groups, width, y.base)
      y.expect(1e-6) { old[$1] + pixels[2, $1] }
    }
  }

  @Test(arguments: Level.all)
  func `Optimizer steps, and values that are not finite`(level: Level) {
    for count in 1...70 {
      let (w, g, m) = (Grid(1, count, seed: 1), Grid(1, count, seed: 2), Grid(1, count, seed: 3))
      let (weights, momenta) = (w.values[0], m.values[0])
      level.loops.momentum_step(count, w.base, g.base, m.base, 0.5, 0.75, 0.125)
      func step(_ c: Int) -> Double { 0.75 * momenta[c] + g[0, c] + 0.125 * weights[c] }
      m.expect(1e-6) { step($1) }
      w.expect(1e-6) { weights[$1] - 0.5 * step($1) }

      let x = Grid(3, count, seed: 4)
      x.base[0] = .infinity
      x.base[2 * x.stride + count - 1] = .nan
      #expect(level.loops.count_nonfinite(3, count, x.base, x.stride) == 2)
    }
  }
}
