import CRLAVectors

/// Converts between N×C×H×W, the order of PyTorch and ONNX, and channels last.
package enum Layout {
  package static func channelsLast(
    _ x: UnsafePointer<Float>, to y: FeatureMap, on pool: WorkerPool
  ) {
    pool.run(y.batch) { image, _ in
      vec_transpose(
        y.channels, y.area, x + image * y.channels * y.area, y.area, y.row(image * y.area),
        y.stride)
    }
  }

  package static func channelsFirst(
    _ x: FeatureMap, to y: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    pool.run(x.batch) { image, _ in
      vec_transpose(
        x.area, x.channels, x.row(image * x.area), x.stride, y + image * x.channels * x.area,
        x.area)
    }
  }
}
