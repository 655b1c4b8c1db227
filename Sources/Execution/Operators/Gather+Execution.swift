import RLAAnalysis
import RLAKernels
import RLANetworks

extension Gather: Executable {
  var lookupAxis: Int? { axis }

  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    site.storesAllTypes && site.shapes.facts[site.inputs[1]].type.isIndex
  }

  /// Places that are known, one after the other, are a slice.
  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    let axis = site.axis(axis)
    guard let places = site.shapes.facts[site.inputs[1]].integers, let first = places.first,
      places == Array(first..<first + places.count),
      (-source.sizes[axis]..<source.sizes[axis]).contains(first),
      first + places.count <= (first < 0 ? 0 : source.sizes[axis])
    else { return nil }
    let start = first < 0 ? first + source.sizes[axis] : first
    let slice = source.sliced(axis, from: start, count: places.count)
    return slice.replacing(axis, by: site.sizes(1))
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    GatherStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      axis: site.axis(axis))
  }
}

/// Gathers positions along an axis by index; see `Gathering` for indices out of range.
struct GatherStep: SettlingStep {
  var frame: StepFrame
  private let axis: Int
  private var gathering: Gathering?

  init(frame: StepFrame, axis: Int) {
    self.frame = frame
    self.axis = axis
  }

  mutating func settle(_ values: LoweredValues) {
    let (data, indices) = (values.placed(frame.inputs[0]), values.placed(frame.inputs[1]))
    gathering = Gathering(
      (data.sizes, data.strides), axis: axis, indices: (indices.sizes, indices.strides),
      to: values.placed(frame.output).strides, data.type.number, by: indices.type.number)
  }

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [frame.inputs[1]] }

  func forward(_ memory: StepMemory) {
    gathering?.forward(
      memory.tensor(frame.inputs[0]).base, memory.tensor(frame.inputs[1]).base,
      to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let gradient = memory.gradientTensor(frame.inputs[0])
    if !frame.adds(0) { gradient.clear() }
    gathering?.backward(
      memory.gradientTensor(frame.output).elements(of: Float.self),
      memory.tensor(frame.inputs[1]).base, to: gradient.elements(of: Float.self),
      on: memory.pool)
  }
}
