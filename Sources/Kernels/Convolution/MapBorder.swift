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
    let result = map(memory, batch: parts[0].batch, channels: channels)
    eachLine(of: result, on: pool) { line in
      for (part, offset) in zip(parts, parts.channelOffsets) {
        copy(part, to: result.slice(offset, count: part.channels), line: line)
      }
    }
    return result
  }

  /// Copies the groups of a map to maps of their own, one behind the other.
  func copyGroups(
    _ count: Int, of map: FeatureMap, to memory: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) -> [FeatureMap] {
    let channels = map.channels / count
    let size = self.count(batch: map.batch, channels: channels)
    let results = (0..<count).map {
      self.map(memory + $0 * size, batch: map.batch, channels: channels)
    }
    eachLine(of: results[0], on: pool) { line in
      for (group, result) in results.enumerated() {
        copy(map.slice(group * channels, count: channels), to: result, line: line)
      }
    }
    return results
  }

  private func map(
    _ memory: UnsafeMutablePointer<Float>, batch: Int, channels: Int
  ) -> FeatureMap {
    FeatureMap(memory, batch: batch, height: height, width: width, channels: channels)
  }

  /// Visits the lines of a copy, counted over the batch.
  private func eachLine(
    of result: FeatureMap, on pool: WorkerPool, _ visit: (_ line: Int) -> Void
  ) {
    let grain = max(1, 16_384 / (width * result.channels))
    pool.split(result.batch * height, grain: grain) { lines, _ in lines.forEach(visit) }
  }

  /// One line of a copy, counted over the batch.
  private func copy(_ part: FeatureMap, to result: FeatureMap, line: Int) {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let (image, row) = line.quotientAndRemainder(dividingBy: height)
    let y = row - v.padding
    let first = min(h.padding, width)
    let isInside = y >= 0 && y < v.input
    let inside = first..<(isInside ? max(first, min(width, h.input + h.padding)) : first)
    for pixel in 0..<width where !inside.contains(pixel) {
      Vectors.clear(result.row(line * width + pixel), count: result.channels)
    }
    if inside.isEmpty { return }
    Vectors.copy(
      part.map(from: (image * v.input + y) * h.input + first - h.padding),
      to: result.map(from: line * width + first), rows: inside.count, channels: part.channels)
  }
}
