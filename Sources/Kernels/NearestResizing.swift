/// A map at another height and width, every pixel a copy of the nearest one: source position
/// `⌊p · n / m⌋` for position p of m, in single precision as PyTorch computes it.
public enum NearestResizing {
  public static func forward(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    let columns = Float(x.width) / Float(y.width)
    let rows = Float(x.height) / Float(y.height)
    pool.run(y.images * y.height) { index, _ in
      let (image, row) = index.quotientAndRemainder(dividingBy: y.height)
      let source = min(Int(Float(row) * rows), x.height - 1)
      for column in 0..<y.width {
        let nearest = min(Int(Float(column) * columns), x.width - 1)
        y.row((image * y.height + row) * y.width + column).update(
          from: x.row((image * x.height + source) * x.width + nearest), count: y.channels)
      }
    }
  }
}
