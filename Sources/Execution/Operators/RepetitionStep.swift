import RLAKernels
import RLANetworks

/// A tensor tiled to the size of the result.
struct RepetitionStep: SettlingStep {
  var frame: StepFrame
  private var copy: StridedCopy?
  private var back: Folding?

  init(frame: StepFrame) { self.frame = frame }

  mutating func settle(_ values: LoweredValues) {
    let source = values.placed(frame.inputs[0])
    let target = values.placed(frame.output)
    let added = target.rank - source.rank
    // Every axis of the result becomes two: the copies, and the elements of each.
    var (sizes, from, to): ([Int], [Int], [Int]) = ([], [], [])
    for (axis, size) in target.sizes.enumerated() {
      let count = axis < added ? 1 : source.sizes[axis - added]
      sizes += [size / count, count]
      from += [0, axis < added ? 0 : source.strides[axis - added]]
      to += [target.strides[axis] * count, target.strides[axis]]
    }
    copy = StridedCopy(sizes: sizes, from: from, to: to, width: source.type.bytes)
    back = Folding(sizes: sizes, from: to, toBroadcast: from)
  }

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    copy?.run(
      memory.tensor(frame.inputs[0]).base, to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    back?.sum(
      memory.gradientTensor(frame.output).elements(of: Float.self),
      to: memory.gradientTensor(frame.inputs[0]).elements(of: Float.self),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
