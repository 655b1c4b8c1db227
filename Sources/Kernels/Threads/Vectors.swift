import CRLAVectors
import Glibc

/// Elementary operations on contiguous values.
enum Vectors {
  /// `y += x`.
  static func add(
    _ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    vec_affine(
      1, count, vec_map(base: x, stride: count), 1, 0, vec_map(base: y, stride: count), 1)
  }

  static func copy(_ x: vec_map, to y: vec_map, rows: Int, channels: Int) {
    // Where rows follow one another, they are one: those of a few channels fill no vector.
    let isOneRow = x.stride == channels && y.stride == channels
    vec_affine(isOneRow ? 1 : rows, isOneRow ? rows * channels : channels, x, 1, 0, y, 0)
  }

  static func clear(_ x: UnsafeMutablePointer<Float>, count: Int) {
    memset(x, 0, count * MemoryLayout<Float>.size)
  }
}

extension FeatureMap {
  /// The pixels from `row` and their channels from `channel` onward, for loops in C.
  func map(from row: Int = 0, channel: Int = 0) -> vec_map {
    vec_map(base: self.row(row) + channel, stride: stride)
  }

  /// Sets every value to zero.
  package func clear(on pool: WorkerPool) {
    pool.split(rows, grain: max(1, 16_384 / max(1, channels))) { range, _ in
      if stride == channels {
        Vectors.clear(row(range.lowerBound), count: range.count * channels)
        return
      }
      for index in range { Vectors.clear(row(index), count: channels) }
    }
  }

  /// The number of values that are infinite or NaN.
  package var nonfiniteCount: Int { vec_count_nonfinite(rows, channels, base, stride) }
}
