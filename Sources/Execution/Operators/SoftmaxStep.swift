import RLAKernels
import RLANetworks

/// Softmax along an axis, or its logarithm.
struct SoftmaxStep: LightStep {
  var frame: StepFrame
  let kernel: RowSoftmax
  /// The size of the axis.
  let length: Int

  init(_ kernel: RowSoftmax, axis: Int, at site: Site, in lowering: Lowering) {
    let axis = site.axis(axis)
    self.kernel = kernel
    length = site.sizes()[axis]
    frame = lowering.frame(site, taking: .rows(axis: axis), giving: .rows(axis: axis))
  }

  var algorithm: String { "softmax along rows" }
  var savedValues: [ValueID] { [frame.output] }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.tensor(frame.inputs[0]).rows(of: length),
      to: memory.tensor(frame.output).rows(of: length), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    if !frame.wants(0) { return }
    kernel.backward(
      memory.tensor(frame.output).rows(of: length),
      memory.gradientTensor(frame.output).rows(of: length),
      to: memory.gradientTensor(frame.inputs[0]).rows(of: length), accumulating: frame.adds(0),
      on: memory.pool)
  }
}

extension TensorView {
  /// The elements in rows of some length: those of a matrix with as many columns, or of a tensor
  /// in row-major order without gaps.
  func rows(of length: Int) -> FeatureMap {
    let isMatrix = sizes.count == 2 && sizes[1] == length
    return FeatureMap(
      elements(of: Float.self), batch: count / length, height: 1, width: 1, channels: length,
      stride: isMatrix ? strides[0] : length)
  }
}
