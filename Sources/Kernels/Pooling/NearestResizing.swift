/// A map resized so that every pixel is a copy of the nearest one: position p of m comes from
/// `⌊p · n / m⌋` of n, in single precision as in PyTorch.
package enum NearestResizing {
  /// An axis of the map.
  private struct Line {
    let size: Int
    let result: Int
    private let ratio: Float

    init(_ size: Int, to result: Int) {
      self.size = size
      self.result = result
      ratio = Float(size) / Float(result)
    }

    /// The source of a position of the result.
    func source(of position: Int) -> Int { min(Int(Float(position) * ratio), size - 1) }

    /// The positions of the result that come from one of the input.
    func targets(of source: Int) -> Range<Int> { first(from: source)..<first(from: source + 1) }

    /// The first position of the result that comes from `source` or a later position.
    private func first(from source: Int) -> Int {
      var (low, high) = (0, result)
      while low < high {
        let middle = (low + high) / 2
        if self.source(of: middle) < source { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  package static func forward(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    let (rows, columns) = (Line(x.height, to: y.height), Line(x.width, to: y.width))
    pool.run(y.batch * y.height) { index, _ in
      let (image, row) = index.quotientAndRemainder(dividingBy: y.height)
      let source = rows.source(of: row)
      for column in 0..<y.width {
        let nearest = columns.source(of: column)
        y.row((image * y.height + row) * y.width + column).update(
          from: x.row((image * x.height + source) * x.width + nearest), count: y.channels)
      }
    }
  }

  /// `dx (+)= Σ dy` over the copies of each pixel.
  package static func backward(
    _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool, on pool: WorkerPool
  ) {
    let (rows, columns) = (Line(dx.height, to: dy.height), Line(dx.width, to: dy.width))
    pool.run(dx.batch * dx.height) { index, _ in
      let (image, source) = index.quotientAndRemainder(dividingBy: dx.height)
      for nearest in 0..<dx.width {
        let target = dx.row((image * dx.height + source) * dx.width + nearest)
        if !accumulating { Vectors.clear(target, count: dx.channels) }
        for row in rows.targets(of: source) {
          for column in columns.targets(of: nearest) {
            Vectors.add(
              dy.row((image * dy.height + row) * dy.width + column), to: target,
              count: dx.channels)
          }
        }
      }
    }
  }
}
