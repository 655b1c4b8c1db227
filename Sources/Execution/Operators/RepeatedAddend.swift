import RLAKernels
import RLANetworks

/// A summand that broadcasts to the shape of a result, times a factor.
struct RepeatedAddend: Sendable {
  private let copy: StridedCopy
  private let sum: Folding
  private let beta: Float

  init(_ addend: Placement, to result: Placement, beta: Float) {
    let strides = addend.broadcast(to: result.sizes).strides
    copy = StridedCopy(
      sizes: result.sizes, from: strides, to: result.strides, width: result.type.bytes)
    sum = Folding(sizes: result.sizes, from: result.strides, toBroadcast: strides)
    self.beta = beta
  }

  /// `y = beta · c`.
  func forward(_ c: TensorView, to y: TensorView, on pool: WorkerPool) {
    copy.run(c.base, to: y.base, on: pool)
    if beta != 1 { y.scale(by: beta, on: pool) }
  }

  /// `dc (+)= beta · Σ dy` over the positions of an element in the result.
  func backward(_ dy: TensorView, to dc: TensorView, accumulating: Bool, on pool: WorkerPool) {
    sum.sum(
      dy.elements(of: Float.self), to: dc.elements(of: Float.self), scale: Double(beta),
      accumulating: accumulating, on: pool)
  }
}
