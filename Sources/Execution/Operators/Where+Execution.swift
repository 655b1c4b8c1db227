import RLAAnalysis
import RLAKernels
import RLANetworks

extension Where: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let types = site.inputs.map { site.shapes.facts[$0].type }
    return site.storesAllTypes && types[0] == .bool && types[1] == types[2]
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let whole = [1, 2, 0].first { site.sizes($0) == site.outputSizes() }
    return WhereStep(
      frame: lowering.frame(
        site, taking: .any, giving: lowering.orderOfResult(site, like: whole ?? 0)))
  }
}

/// `y = condition ? a : b`, each broadcast along its axes of size 1.
struct WhereStep: SettlingStep, ChoosingStep {
  var frame: StepFrame
  private var selection: Selection?
  /// By operand without the condition, the sum over the positions to which an element is broadcast.
  private var backs: [MaskedSum] = []

  init(frame: StepFrame) { self.frame = frame }

  mutating func settle(_ values: LoweredValues) {
    let target = values.placed(frame.output)
    let strides = frame.inputs.map { values.placed($0).broadcast(to: target.sizes).strides }
    selection = Selection(
      sizes: target.sizes, to: target.strides, condition: strides[0], yes: strides[1],
      no: strides[2], width: target.type.bytes)
    backs = strides.dropFirst().map {
      MaskedSum(sizes: target.sizes, from: target.strides, to: $0, mask: strides[0])
    }
  }

  var algorithm: String { "elementwise" }
  var savedValues: [ValueID] { [frame.inputs[0]] }

  func forward(_ memory: StepMemory) {
    let inputs = frame.inputs.map(memory.tensor)
    selection?.run(
      inputs[0].elements(of: UInt8.self), inputs[1].base, inputs[2].base,
      to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let condition = memory.tensor(frame.inputs[0]).elements(of: UInt8.self)
    for (index, back) in backs.enumerated() where frame.wants(index + 1) {
      back.run(
        memory.gradientTensor(frame.output).elements(of: Float.self),
        to: memory.gradientTensor(frame.inputs[index + 1]).elements(of: Float.self),
        mask: MaskedSum.Mask(condition, selects: index == 0),
        accumulating: frame.adds(index + 1), on: memory.pool)
    }
  }
}
