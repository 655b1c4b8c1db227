import CRLAVectors

/// The largest value in each window; padding is never the maximum, and a window that covers only
/// padding gives −∞.
///
/// x: N×spatial×C; y: N×spatial'×C; indices: the tap of the maximum for each value of y.
package struct WindowMaximum: Sendable {
  package let geometry: ConvolutionGeometry

  /// Pixels of a line whose windows cover pixels with the same taps.
  private let runs: [DepthwiseConvolution.Run]

  package init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    let h = geometry.horizontal
    runs = DepthwiseConvolution.runs(of: h.output, step: 1, taps: h.kernel) {
      h.input(under: $1, of: $0)
    }
  }

  /// Whether the index of a tap fits into a byte; larger windows keep the index of the pixel in its
  /// image as a 32-bit number.
  private var isNarrow: Bool { geometry.taps <= 256 }

  /// Bytes of an index.
  package var indexSize: Int { isNarrow ? 1 : MemoryLayout<Int32>.size }

  /// `indices` receives the argmax indices for the backward pass; nil in inference.
  package func forward(
    _ x: FeatureMap, to y: FeatureMap, indices: UnsafeMutableRawPointer?, on pool: WorkerPool
  ) {
    guard let indices else {
      maxima(x, to: y, on: pool)
      return
    }
    if isNarrow {
      narrow(x, to: y, indices.assumingMemoryBound(to: UInt8.self), on: pool)
    } else {
      wide(x, to: y, indices.assumingMemoryBound(to: Int32.self), on: pool)
    }
  }

  /// The maxima alone, run by run of each line.
  private func maxima(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    let h = geometry.horizontal
    eachLine(of: x, on: pool) { line, image, oy, sources in
      for run in runs {
        let count = fill(sources, x, image, oy, run.first)
        vec_maxima(
          count, sources.baseAddress, x.channels, run.pixels, h.stride * x.stride,
          y.row(line * h.output + run.first), y.stride)
      }
    }
  }

  private typealias Sources = UnsafeMutableBufferPointer<UnsafePointer<Float>?>

  /// Visits all lines of the result on all threads, with room for the pixels under a window.
  private func eachLine(
    of x: FeatureMap, on pool: WorkerPool,
    _ visit: (_ line: Int, _ image: Int, _ oy: Int, _ sources: Sources) -> Void
  ) {
    pool.split(x.batch * geometry.outputLines, grain: 1) { lines, _ in
      withUnsafeTemporaryAllocation(
        of: UnsafePointer<Float>?.self, capacity: geometry.taps
      ) { sources in
        sources.initialize(repeating: nil)
        for line in lines {
          let (image, oy) = line.quotientAndRemainder(dividingBy: geometry.outputLines)
          visit(line, image, oy, sources)
        }
      }
    }
  }

  /// Finds the pixels under a window and returns their number.
  private func fill(_ sources: Sources, _ x: FeatureMap, _ image: Int, _ oy: Int, _ ox: Int) -> Int
  {
    geometry.pixels(under: oy, ox) { slot, _, y, column in
      sources[slot] = UnsafePointer(
        x.row((image * geometry.inputLines + y) * geometry.horizontal.input + column))
    }
  }

  /// `dx (+)= dy` at the maxima.
  package func backward(
    _ dy: FeatureMap, indices: UnsafeMutableRawPointer, to dx: FeatureMap, accumulating: Bool,
    on pool: WorkerPool
  ) {
    if !accumulating { dx.clear(on: pool) }
    // Windows overlap, so the work is split by images and channels.
    let columns = MatrixBlocks.ranges(
      of: dx.channels, dx.batch.isMultiple(of: pool.threads) ? 1 : pool.threads, multiple: 16)
    pool.run(dx.batch * columns.count) { task, _ in
      let (image, index) = task.quotientAndRemainder(dividingBy: columns.count)
      if isNarrow {
        narrowBackward(
          dy, indices.assumingMemoryBound(to: UInt8.self), to: dx, image, columns[index])
      } else {
        wideBackward(
          dy, indices.assumingMemoryBound(to: Int32.self), to: dx, image, columns[index])
      }
    }
  }

  // MARK: - Windows of up to 256 pixels

  private func narrow(
    _ x: FeatureMap, to y: FeatureMap, _ indices: UnsafeMutablePointer<UInt8>,
    on pool: WorkerPool
  ) {
    let width = geometry.horizontal.output
    eachLine(of: x, on: pool) { line, image, oy, sources in
      for ox in 0..<width {
        let count = fill(sources, x, image, oy, ox)
        let pixel = line * width + ox
        let winners = indices + pixel * x.channels
        if count == 0 {
          y.row(pixel).update(repeating: -.infinity, count: x.channels)
          continue
        }
        vec_maximum(count, sources.baseAddress, x.channels, y.row(pixel), winners)
      }
    }
  }

  private func narrowBackward(
    _ dy: FeatureMap, _ indices: UnsafeMutablePointer<UInt8>, to dx: FeatureMap, _ image: Int,
    _ channels: Range<Int>
  ) {
    let h = geometry.horizontal
    let windows = geometry.outputLines * h.output
    withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Float>?.self, capacity: geometry.taps
    ) { targets in
      targets.initialize(repeating: nil)
      for pixel in 0..<windows {
        let (oy, ox) = pixel.quotientAndRemainder(dividingBy: h.output)
        let count = geometry.pixels(under: oy, ox) { index, _, y, x in
          targets[index] =
            dx.row((image * geometry.inputLines + y) * h.input + x) + channels.lowerBound
        }
        if count == 0 { continue }
        let row = image * windows + pixel
        vec_maximum_backward(
          count, targets.baseAddress, channels.count, dy.row(row) + channels.lowerBound,
          indices + row * dx.channels + channels.lowerBound)
      }
    }
  }

  // MARK: - Larger windows

  private func wide(
    _ x: FeatureMap, to y: FeatureMap, _ indices: UnsafeMutablePointer<Int32>,
    on pool: WorkerPool
  ) {
    let h = geometry.horizontal
    pool.split(x.batch * geometry.outputLines, grain: 1) { lines, _ in
      for line in lines {
        let (image, oy) = line.quotientAndRemainder(dividingBy: geometry.outputLines)
        for ox in 0..<h.output {
          let pixel = line * h.output + ox
          let best = y.row(pixel)
          best.update(repeating: -.infinity, count: x.channels)
          let winners = indices + pixel * x.channels
          winners.update(repeating: -1, count: x.channels)
          _ = geometry.pixels(under: oy, ox) { index, _, y, column in
            let place = y * h.input + column
            let source = x.row(image * x.area + place)
            for channel in 0..<x.channels {
              // NaN is the maximum, as in PyTorch.
              let loses = source[channel] <= best[channel] || best[channel].isNaN
              if loses && index > 0 { continue }
              best[channel] = source[channel]
              winners[channel] = Int32(place)
            }
          }
        }
      }
    }
  }

  /// A window that covers only padding has no maximum.
  private func wideBackward(
    _ dy: FeatureMap, _ indices: UnsafeMutablePointer<Int32>, to dx: FeatureMap, _ image: Int,
    _ channels: Range<Int>
  ) {
    for row in image * dy.area..<(image + 1) * dy.area {
      let (gradient, winners) = (dy.row(row), indices + row * dx.channels)
      for channel in channels where winners[channel] >= 0 {
        dx.row(image * dx.area + Int(winners[channel]))[channel] += gradient[channel]
      }
    }
  }
}
