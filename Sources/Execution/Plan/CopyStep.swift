import RLAKernels
import RLANetworks

/// The same elements in row-major order, copied to a layout of their own.
struct CopyStep: SettlingStep {
  var frame: StepFrame
  let algorithm: String
  private var copy: StridedCopy?
  private var back: StridedCopy?

  init(frame: StepFrame, algorithm: String) {
    self.frame = frame
    self.algorithm = algorithm
  }

  mutating func settle(_ values: LoweredValues) {
    let (source, target) = (values.placed(frame.inputs[0]), values.placed(frame.output))
    // A result of other sizes is row-major, so that it can be viewed with the sizes of the source.
    let seen =
      target.sizes == source.sizes
      ? target.strides : TensorView.rowMajorStrides(source.sizes)
    let width = source.type.bytes
    copy = StridedCopy(
      sizes: source.sizes, from: source.strides, to: seen, width: width)
    back = StridedCopy(
      sizes: source.sizes, from: seen, to: source.strides, width: width)
  }

  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    copy?.run(
      memory.tensor(frame.inputs[0]).base, to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    back?.backward(
      memory.gradientTensor(frame.output), to: memory.gradientTensor(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
