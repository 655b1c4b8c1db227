import CVectors

/// The largest value in each window; padding never wins.
///
/// x: images×H×W×C; y: images×H'×W'×C; positions: the tap that won, a byte for each value of y.
public struct WindowMaximum: Sendable {
  public let sliding: Sliding

  public init(_ sliding: Sliding) {
    precondition(sliding.taps <= 256, "Positions are bytes.")
    self.sliding = sliding
  }

  /// Argument positions: Where the backward pass finds the winners; nil in inference.
  public func forward(
    _ x: FeatureMap, to y: FeatureMap, positions: UnsafeMutablePointer<UInt8>?,
    on pool: WorkerPool
  ) {
    let (v, h) = (sliding.vertical, sliding.horizontal)
    pool.split(x.images * v.output, grain: 1) { lines, _ in
      withUnsafeTemporaryAllocation(
        of: UnsafePointer<Float>?.self, capacity: sliding.taps
      ) { sources in
        sources.initialize(repeating: nil)
        for line in lines {
          let (image, oy) = line.quotientAndRemainder(dividingBy: v.output)
          for ox in 0..<h.output {
            let count = sliding.pixels(under: oy, ox) { index, _, y, column in
              sources[index] = UnsafePointer(x.row((image * v.input + y) * h.input + column))
            }
            let pixel = line * h.output + ox
            vec_maximum(
              count, sources.baseAddress, x.channels, y.row(pixel),
              positions.map { $0 + pixel * x.channels })
          }
        }
      }
    }
  }

  /// `dx (+)= dy` at the winners.
  ///
  /// Windows overlap, so the work is split by images and channels.
  public func backward(
    _ dy: FeatureMap, positions: UnsafeMutablePointer<UInt8>, to dx: FeatureMap,
    accumulating: Bool, on pool: WorkerPool
  ) {
    if !accumulating { dx.clear(on: pool) }
    let (v, h) = (sliding.vertical, sliding.horizontal)
    let columns = MatrixBlocks.pieces(
      of: dx.channels, dx.images.isMultiple(of: pool.threads) ? 1 : pool.threads, multiple: 16)
    pool.run(dx.images * columns.count) { task, _ in
      let (image, piece) = task.quotientAndRemainder(dividingBy: columns.count)
      let channels = columns[piece]
      withUnsafeTemporaryAllocation(
        of: UnsafeMutablePointer<Float>?.self, capacity: sliding.taps
      ) { targets in
        targets.initialize(repeating: nil)
        for pixel in 0..<v.output * h.output {
          let (oy, ox) = pixel.quotientAndRemainder(dividingBy: h.output)
          let count = sliding.pixels(under: oy, ox) { index, _, y, x in
            targets[index] = dx.row((image * v.input + y) * h.input + x) + channels.lowerBound
          }
          let row = image * v.output * h.output + pixel
          vec_maximum_backward(
            count, targets.baseAddress, channels.count, dy.row(row) + channels.lowerBound,
            positions + row * dx.channels + channels.lowerBound)
        }
      }
    }
  }
}
