/// A map with the zeros that windows reach around it.
struct MapBorder {
  private let geometry: ConvolutionGeometry

  /// nil where every window lies within the map.
  init?(_ geometry: ConvolutionGeometry) {
    precondition(geometry.isFlat, "A volume has no border of this kind.")
    self.geometry = geometry
    let isInside = [geometry.vertical, geometry.horizontal].allSatisfy {
      $0.padding == 0 && $0.reach <= $0.input
    }
    if isInside { return nil }
  }

  private var height: Int { geometry.vertical.reach }
  private var width: Int { geometry.horizontal.reach }

  /// Values of the copy.
  func count(batch: Int, channels: Int) -> Int { batch * height * width * channels }

  /// Copies a map in parts along the channels, as one map with zeros around it.
  func copy(
    _ parts: [FeatureMap], to memory: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) -> FeatureMap {
    let channels = parts.reduce(0) { $0 + $1.channels }
    let result = FeatureMap(
      memory, batch: parts[0].batch, height: height, width: width, channels: channels)
    let grain = max(1, 16_384 / (width * channels))
    pool.split(result.batch * height, grain: grain) { lines, _ in
      for line in lines { copy(parts, to: result, line: line) }
    }
    return result
  }

  /// One line of the copy, counted over the batch.
  private func copy(_ parts: [FeatureMap], to result: FeatureMap, line: Int) {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let (image, row) = line.quotientAndRemainder(dividingBy: height)
    let target = result.row(line * width)
    let y = row - v.padding
    let first = min(h.padding, width)
    let inside = first..<max(first, min(width, h.input + h.padding))
    guard y >= 0, y < v.input, !inside.isEmpty else {
      Vectors.clear(target, count: width * result.channels)
      return
    }
    Vectors.clear(target, count: inside.lowerBound * result.channels)
    var channel = 0
    for part in parts {
      let source = part.map(from: (image * v.input + y) * h.input + inside.lowerBound - h.padding)
      Vectors.copy(
        source, to: result.map(from: line * width + inside.lowerBound, channel: channel),
        rows: inside.count, channels: part.channels)
      channel += part.channels
    }
    Vectors.clear(
      target + inside.upperBound * result.channels,
      count: (width - inside.upperBound) * result.channels)
  }
}
