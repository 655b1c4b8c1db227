/// Lays the elements of a tensor, in row-major order and chunk by chunk, where kernels read them.
struct TensorWriter {
  private let target: UnsafeMutablePointer<Float>
  private let layout: WeightLayout
  private let count: Int
  /// Elements that were offered so far; those beyond the tensor are left out.
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
