/// Some tiles in transformed form.
struct WinogradBlock {
  private let tiling: WinogradTiling
  private let tiles: Range<Int>
  private let inputs: UnsafeMutablePointer<Float>
  private let inputChannels: Int
  private let outputs: UnsafeMutablePointer<Float>
  private let outputChannels: Int

  /// `memory` has room for `count` values.
  init(
    _ tiling: WinogradTiling, _ tiles: Range<Int>, _ memory: UnsafeMutablePointer<Float>,
    inputChannels: Int, outputChannels: Int
  ) {
    self.tiling = tiling
    self.tiles = tiles
    inputs = memory
    self.inputChannels = inputChannels
    outputs = memory + tiling.transform.points * tiles.count * inputChannels
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

  /// Transforms the gradients of the results of some tiles.
  func transformGradient(_ dy: FeatureMap, _ range: Range<Int>, zeros: UnsafePointer<Float>) {
    let side = transform.side
    withUnsafeTemporaryAllocation(
      of: UnsafePointer<Float>?.self, capacity: side * side
    ) { pixels in
      guard let base = pixels.baseAddress else { return }
      pixels.initialize(repeating: nil)
      for tile in range {
        let place = tiling.place(tile)
        for index in pixels.indices {
          pixels[index] = pixel(index, of: place, in: dy).map { UnsafePointer($0) } ?? zeros
        }
        transform.gradient(base, dy.channels, products(of: tile), outputPlane)
      }
    }
  }

  /// Applies the inverse transform to the products of some tiles, and the epilogue to each line.
  ///
  /// `maps` is the result in parts along the channels, each added to what is there where
  /// `accumulating` says so.
  func finish(
    _ range: Range<Int>, to maps: [FeatureMap], accumulating: [Bool], _ epilogue: Epilogue
  ) {
    let side = transform.side
    withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Float>?.self, capacity: side * side
    ) { pixels in
      guard let base = pixels.baseAddress else { return }
      pixels.initialize(repeating: nil)
      for tile in range {
        let place = tiling.place(tile)
        var source = products(of: tile)
        for (map, accumulates) in zip(maps, accumulating) {
          for index in pixels.indices { pixels[index] = pixel(index, of: place, in: map) }
          transform.output(source, outputPlane, map.channels, base, accumulating: accumulates)
          source += map.channels
          if !epilogue.isIdentity { apply(epilogue, to: map, place) }
        }
      }
    }
  }

  /// The products of a tile at the first point.
  private func products(of tile: Int) -> UnsafeMutablePointer<Float> {
    outputs + (tile - tiles.lowerBound) * outputChannels
  }

  /// A pixel of a tile of the result; nil where the tile sticks out.
  private func pixel(
    _ index: Int, of place: WinogradTiling.Place, in map: FeatureMap
  ) -> UnsafeMutablePointer<Float>? {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let row = place.y + index / transform.side
    let column = place.x + index % transform.side
    return row < v.output && column < h.output
      ? map.row((place.image * v.output + row) * h.output + column) : nil
  }

  private func apply(_ epilogue: Epilogue, to map: FeatureMap, _ place: WinogradTiling.Place) {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let columns = place.x..<min(place.x + transform.side, h.output)
    for row in place.y..<min(place.y + transform.side, v.output) {
      epilogue.apply(
        inPlace: map, rows: columns.shifted(by: (place.image * v.output + row) * h.output),
        channels: 0..<map.channels)
    }
  }
}
