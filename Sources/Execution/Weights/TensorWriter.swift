/// Writes the elements of a tensor, given in row-major order chunk by chunk, in the layout that
/// kernels read.
struct TensorWriter {
  private let target: UnsafeMutablePointer<Float>
  private let layout: WeightLayout
  private let count: Int
  /// Elements offered so far; those beyond the tensor are dropped.
  private(set) var offered = 0

  init(_ target: UnsafeMutablePointer<Float>, _ layout: WeightLayout, count: Int) {
    self.target = target
    self.layout = layout
    self.count = count
  }

  mutating func write(_ chunk: UnsafeBufferPointer<Float>) {
    let elements = min(offered, count)..<min(offered + chunk.count, count)
    let (first, target) = (offered, target)
    layout.forEachRun(elements) { run in
      for step in 0..<run.count {
        target[run.place + step * run.stride] = chunk[run.element - first + step]
      }
    }
    offered += chunk.count
  }
}
