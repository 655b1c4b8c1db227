import Kernels
import Networks
import Operators

/// Another order of the elements in memory.
struct ArrangementStep: LightStep {
  var frame: StepFrame
  private let copy: StridedCopy
  private let back: StridedCopy

  init(frame: StepFrame, from source: Placement, to target: Placement) {
    self.frame = frame
    let width = source.type.bytes
    copy = StridedCopy(
      sizes: source.sizes, from: source.strides, to: target.strides, width: width)
    back = StridedCopy(
      sizes: source.sizes, from: target.strides, to: source.strides, width: width)
  }

  var algorithm: String { "change of layout" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    copy.run(
      memory.tensor(frame.inputs[0]).base, to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    back.passBack(
      memory.gradientTensor(frame.output), to: memory.gradientTensor(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
