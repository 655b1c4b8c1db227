/// Some tiles in transformed form.
struct WinogradBlock {
  private let tiling: WinogradTiling
  private let tiles: Range<Int>
  private let inputs: UnsafeMutablePointer<Float>
  private let inputChannels: Int
  private let outputs: UnsafeMutablePointer<Float>
  private let outputChannels: Int

  init(
    _ tiling: WinogradTiling, _ tiles: Range<Int>, inputs: UnsafeMutablePointer<Float>,
    inputChannels: Int, outputs: UnsafeMutablePointer<Float>, outputChannels: Int
  ) {
    self.tiling = tiling
    self.tiles = tiles
    self.inputs = inputs
    self.inputChannels = inputChannels
    self.outputs = outputs
    self.outputChannels = outputChannels
  }

  private var transform: WinogradTransform { tiling.transform }
  private var geometry: ConvolutionGeometry { tiling.geometry }
  /// The distance between points.
  private var inputPlane: Int { tiles.count * inputChannels }
  private var outputPlane: Int { tiles.count * outputChannels }

  /// A row for each tile.
  func input(_ point: Int) -> Matrix {
    Matrix(
      base: inputs + point * inputPlane, rows: tiles.count, columns: inputChannels,
      stride: inputChannels)
  }

  /// A pixel for each tile.
  func output(_ point: Int) -> FeatureMap {
    FeatureMap(
      outputs + point * outputPlane, batch: 1, height: 1, width: tiles.count,
      channels: outputChannels)
  }

  /// Transforms the pixels of some tiles.
  func transform(_ parts: [FeatureMap], _ range: Range<Int>, zeros: UnsafePointer<Float>) {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let reach = transform.reach
    withUnsafeTemporaryAllocation(
      of: UnsafePointer<Float>?.self, capacity: transform.points
    ) { pixels in
      guard let base = pixels.baseAddress else { return }
      pixels.initialize(repeating: nil)
      for tile in range {
        let (image, y, x) = tiling.place(tile)
        var target = inputs + (tile - tiles.lowerBound) * inputChannels
        for part in parts {
          for index in pixels.indices {
            let row = y + index / reach - v.padding
            let column = x + index % reach - h.padding
            let isInside = row >= 0 && row < v.input && column >= 0 && column < h.input
            pixels[index] =
              isInside
              ? UnsafePointer(part.row((image * v.input + row) * h.input + column)) : zeros
          }
          transform.input(base, part.channels, target, inputPlane)
          target += part.channels
        }
      }
    }
  }

  /// Applies the inverse transform to the products of some tiles, and the epilogue to each line.
  func finish(_ range: Range<Int>, to y: FeatureMap, _ epilogue: Epilogue) {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let side = transform.side
    withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Float>?.self, capacity: side * side
    ) { pixels in
      guard let base = pixels.baseAddress else { return }
      pixels.initialize(repeating: nil)
      for tile in range {
        let (image, top, left) = tiling.place(tile)
        for index in pixels.indices {
          let (row, column) = (top + index / side, left + index % side)
          pixels[index] =
            row < v.output && column < h.output
            ? y.row((image * v.output + row) * h.output + column) : nil
        }
        transform.output(
          outputs + (tile - tiles.lowerBound) * outputChannels, outputPlane, outputChannels, base)
        if epilogue.isIdentity { continue }
        for row in top..<min(top + side, v.output) {
          let line = (image * v.output + row) * h.output
          epilogue.apply(
            inPlace: y, rows: (left..<min(left + side, h.output)).shifted(by: line),
            channels: 0..<outputChannels)
        }
      }
    }
  }
}
