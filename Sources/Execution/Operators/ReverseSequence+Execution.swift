import RLAAnalysis
import RLAKernels
import RLANetworks

extension ReverseSequence: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    site.storesAllTypes && site.shapes.facts[site.inputs[1]].type.isIndex
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ReverseSequenceStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      batchAxis: batchAxis)
  }
}

/// The first steps of each sequence in reverse order, as many as its length says.
struct ReverseSequenceStep: SettlingStep {
  var frame: StepFrame
  private let batchAxis: Int
  private var forth: SequenceReversal?
  private var back: SequenceReversal?

  init(frame: StepFrame, batchAxis: Int) {
    self.frame = frame
    self.batchAxis = batchAxis
  }

  mutating func settle(_ values: LoweredValues) {
    let (source, lengths) = (values.placed(frame.inputs[0]), values.placed(frame.inputs[1]))
    let target = values.placed(frame.output)
    func reversal(_ from: Placement, _ to: Placement) -> SequenceReversal {
      SequenceReversal(
        sizes: source.sizes, from: from.strides, to: to.strides, batchAxis: batchAxis,
        lengthStride: lengths.strides[0], lengths.type.number, width: source.type.bytes)
    }
    forth = reversal(source, target)
    back = reversal(target, source)
  }

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [frame.inputs[1]] }

  func forward(_ memory: StepMemory) {
    forth?.run(
      memory.tensor(frame.inputs[0]).base, lengths: memory.tensor(frame.inputs[1]).base,
      to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    back?.runBackward(
      memory.gradientTensor(frame.output).elements(of: Float.self),
      lengths: memory.tensor(frame.inputs[1]).base,
      to: memory.gradientTensor(frame.inputs[0]).elements(of: Float.self),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
