import RLAKernels
import RLANetworks

/// The same elements in row-major order, or regrouped, copied to a layout of their own.
struct CopyStep: SettlingStep {
  var frame: StepFrame
  let algorithm: String
  private let regrouping: Regrouping?
  private var copy: StridedCopy?
  private var back: StridedCopy?

  /// Axes that are split, put into another order, and merged again.
  struct Regrouping: Hashable, Sendable {
    /// The sizes of the input after its axes are split.
    let sizes: [Int]
    /// By axis of the result before axes are merged, the one of the input.
    let order: [Int]
  }

  init(frame: StepFrame, algorithm: String, regrouping: Regrouping? = nil) {
    self.frame = frame
    self.algorithm = algorithm
    self.regrouping = regrouping
  }

  mutating func settle(_ values: LoweredValues) {
    var (source, target) = (values.placed(frame.inputs[0]), values.placed(frame.output))
    if let regrouping { regroup(&source, &target, regrouping) }
    let seen = target.sizes == source.sizes ? target : target.reshaped(to: source.sizes)
    guard let seen = seen?.strides else {
      preconditionFailure("The result can be viewed with the sizes of the source.")
    }
    let width = source.type.bytes
    copy = StridedCopy(
      sizes: source.sizes, from: source.strides, to: seen, width: width)
    back = StridedCopy(
      sizes: source.sizes, from: seen, to: source.strides, width: width)
  }

  private func regroup(
    _ source: inout Placement, _ target: inout Placement, _ regrouping: Regrouping
  ) {
    let (sizes, order) = (regrouping.sizes, regrouping.order)
    guard let from = source.reshaped(to: sizes)?.permuted(order),
      let to = target.reshaped(to: order.map { sizes[$0] })
    else { preconditionFailure("An axis can be split at any stride.") }
    (source, target) = (from, to)
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
