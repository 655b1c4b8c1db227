import CVectors

/// A transposed convolution: a product per image makes the taps of every input pixel, which are added
/// to the output where they overlap.
///
/// x: images×H×W×I; filter: I × taps·O; y: images×H'×W'×O. `sliding` goes from y to x, as the
/// convolution whose gradient this is.
public struct TransposedProduct: Sendable {
  public let sliding: Sliding
  public let inputChannels: Int
  public let outputChannels: Int

  public init(_ sliding: Sliding, inputChannels: Int, outputChannels: Int) {
    self.sliding = sliding
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
  }

  private var tapChannels: Int { sliding.taps * outputChannels }

  private var imageScratch: Int {
    sliding.vertical.output * sliding.horizontal.output * tapChannels
  }

  /// Scratch values of the forward pass.
  public func scratch(threads: Int) -> Int { threads * imageScratch }

  public func forward(
    _ x: FeatureMap, filter: UnsafeMutablePointer<Float>, to y: FeatureMap, epilogue: Epilogue,
    precision: Precision, workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let scratch = workspace.take(scratch(threads: pool.threads))
    let weights = PanelMatrix(
      filter, rows: inputChannels, columns: tapChannels, width: tapChannels)
    pool.run(x.images) { image, thread in
      let taps = Matrix(
        base: scratch + thread * imageScratch, rows: x.area, columns: tapChannels,
        stride: tapChannels)
      pool.products(thread, precision).multiply(
        x.image(image).matrix, weights, columns: 0..<tapChannels, to: taps, accumulating: false)
      scatter(taps, to: y.image(image))
      let rows = image * y.area..<(image + 1) * y.area
      epilogue.apply(inPlace: y, rows: rows, channels: 0..<outputChannels)
    }
  }

  /// Adds each tap to the output pixel that it lies on.
  private func scatter(_ taps: Matrix, to y: FeatureMap) {
    for row in 0..<y.area { Vectors.clear(y.row(row), count: outputChannels) }
    let (vertical, horizontal) = (sliding.vertical, sliding.horizontal)
    for pixel in 0..<taps.rows {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: horizontal.output)
      for tap in 0..<sliding.taps {
        let (down, right) = tap.quotientAndRemainder(dividingBy: horizontal.kernel)
        guard let top = vertical.input(under: down, of: row),
          let left = horizontal.input(under: right, of: column)
        else { continue }
        Vectors.add(
          taps.base + pixel * taps.stride + tap * outputChannels,
          to: y.row(top * y.width + left), count: outputChannels)
      }
    }
  }
}
