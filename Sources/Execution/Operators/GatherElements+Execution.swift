import RLAAnalysis
import RLAKernels
import RLANetworks

extension GatherElements: IndexedExecutable {
  var lookupAxis: Int? { axis }

  func places(at site: Site) -> IndexedPlaces { .elements(axis: site.axis(axis)) }

  func step(_ frame: StepFrame, _ places: IndexedPlaces) -> any Step {
    IndexedGatherStep(frame: frame, places: places)
  }
}

/// Elements or slices at indices; an index out of range gives NaN, or 0 for whole numbers.
struct IndexedGatherStep: SettlingStep {
  var frame: StepFrame
  private let places: IndexedPlaces
  private var slices: IndexedSlices?
  private var kind = NumberKind.float

  init(frame: StepFrame, places: IndexedPlaces) {
    self.frame = frame
    self.places = places
  }

  mutating func settle(_ values: LoweredValues) {
    let data = values.placed(frame.inputs[0])
    kind = data.type.number
    slices = places.slices(
      of: data, values.placed(frame.inputs[1]), beside: values.placed(frame.output))
  }

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [frame.inputs[1]] }

  func forward(_ memory: StepMemory) {
    switch kind {
    case .float: gather(memory, missing: Float.nan)
    case .int64, .uint64: gather(memory, missing: Int64(0))
    case .int32, .uint32: gather(memory, missing: Int32(0))
    case .int16, .uint16: gather(memory, missing: Int16(0))
    case .int8, .uint8, .truth: gather(memory, missing: UInt8(0))
    }
  }

  private func gather<Element>(_ memory: StepMemory, missing: Element) {
    slices?.gather(
      memory.tensor(frame.inputs[0]).elements(of: Element.self),
      memory.tensor(frame.inputs[1]).base,
      to: memory.tensor(frame.output).elements(of: Element.self), missing: missing,
      on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let gradient = memory.gradientTensor(frame.inputs[0])
    if !frame.adds(0) { gradient.clear() }
    slices?.scatter(
      memory.gradientTensor(frame.output).elements(of: Float.self),
      memory.tensor(frame.inputs[1]).base, into: gradient.elements(of: Float.self), +)
  }
}
