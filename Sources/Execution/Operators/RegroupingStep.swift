import RLAKernels
import RLANetworks

/// The elements of a tensor whose axes are split, put into another order, and merged again.
struct RegroupingStep: SettlingStep {
  var frame: StepFrame
  private let sizes: [Int]
  private let order: [Int]
  private var copy: StridedCopy?
  private var back: StridedCopy?

  /// - Parameters:
  ///   - frame: One input, and the result.
  ///   - sizes: Those of the input after its axes are split.
  ///   - order: By axis of the result before axes are merged, the one of the input.
  init(frame: StepFrame, as sizes: [Int], order: [Int]) {
    self.frame = frame
    self.sizes = sizes
    self.order = order
  }

  mutating func settle(_ values: LoweredValues) {
    let (source, target) = (values.placed(frame.inputs[0]), values.placed(frame.output))
    let regrouped = order.map { sizes[$0] }
    guard let from = source.reshaped(to: sizes)?.permuted(order),
      let to = target.reshaped(to: regrouped)
    else { preconditionFailure("An axis can be split at any stride.") }
    let width = source.type.bytes
    copy = StridedCopy(sizes: regrouped, from: from.strides, to: to.strides, width: width)
    back = StridedCopy(sizes: regrouped, from: to.strides, to: from.strides, width: width)
  }

  var algorithm: String { "copy" }
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
