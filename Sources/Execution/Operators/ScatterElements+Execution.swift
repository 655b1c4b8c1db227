import RLAAnalysis
import RLAKernels
import RLANetworks

extension ScatterElements: IndexedExecutable {
  var readsNothing: Bool { true }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    site.replacesNothing ? source : nil
  }

  func isDifferentiable(at site: Site) -> Bool { reduction == .none || reduction == .add }

  func places(at site: Site) -> IndexedPlaces { .elements(axis: site.axis(axis)) }

  func step(_ frame: StepFrame, _ places: IndexedPlaces) -> any Step {
    IndexedScatterStep(frame: frame, places: places, reduction: reduction)
  }
}

/// A copy of the data in which elements or slices are combined with others, in order.
///
/// An index out of range changes nothing. What replaces an element has its gradient; where an index occurs twice, both have it.
struct IndexedScatterStep: SettlingStep {
  var frame: StepFrame
  private let places: IndexedPlaces
  private let reduction: ScatterReduction
  private var copy: StridedCopy?
  private var back: StridedCopy?
  private var slices: IndexedSlices?
  private var kind = NumberKind.float
  /// Of the data, and of the result, which is row-major.
  private var sizes: [Int] = []

  init(frame: StepFrame, places: IndexedPlaces, reduction: ScatterReduction) {
    self.frame = frame
    self.places = places
    self.reduction = reduction
  }

  mutating func settle(_ values: LoweredValues) {
    let inputs = frame.inputs.map(values.placed)
    let result = values.placed(frame.output)
    (kind, sizes) = (result.type.number, result.sizes)
    let width = result.type.bytes
    copy = StridedCopy(sizes: sizes, from: inputs[0].strides, to: result.strides, width: width)
    back = StridedCopy(sizes: sizes, from: result.strides, to: inputs[0].strides, width: width)
    slices = places.slices(of: result, inputs[1], beside: inputs[2])
  }

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [frame.inputs[1]] }

  /// What is left of the gradient after the replaced elements are taken out.
  func scratch(threads: Int) -> Int { frame.trains && reduction == .none ? sizes.product : 0 }

  func forward(_ memory: StepMemory) {
    copy?.run(
      memory.tensor(frame.inputs[0]).base, to: memory.tensor(frame.output).base, on: memory.pool)
    switch kind {
    case .float: combine(memory, Float.self, +, *)
    case .int32: combine(memory, Int32.self, &+, &*)
    case .int64: combine(memory, Int64.self, &+, &*)
    case .int16: combine(memory, Int16.self, &+, &*)
    case .uint64: combine(memory, UInt64.self, &+, &*)
    case .uint32: combine(memory, UInt32.self, &+, &*)
    case .uint16: combine(memory, UInt16.self, &+, &*)
    case .int8: combine(memory, Int8.self, &+, &*)
    case .uint8, .truth: combine(memory, UInt8.self, &+, &*)
    }
  }

  private func combine<Element: Comparable>(
    _ memory: StepMemory, _ type: Element.Type, _ sum: (Element, Element) -> Element,
    _ product: (Element, Element) -> Element
  ) {
    func scatter(_ combine: (Element, Element) -> Element) {
      slices?.scatter(
        memory.tensor(frame.inputs[2]).elements(of: type), memory.tensor(frame.inputs[1]).base,
        into: memory.tensor(frame.output).elements(of: type), combine)
    }
    switch reduction {
    case .none: scatter { $1 }
    case .add: scatter(sum)
    case .multiply: scatter(product)
    case .maximum: scatter { $0 > $1 ? $0 : $1 }
    case .minimum: scatter { $0 < $1 ? $0 : $1 }
    }
  }

  func backward(_ memory: StepMemory) {
    let dy = memory.gradientTensor(frame.output)
    let indices = memory.tensor(frame.inputs[1]).base
    if frame.wants(2) { backwardUpdates(dy, indices, memory) }
    guard frame.wants(0) else { return }
    var kept = dy
    if reduction == .none {
      var workspace = memory.workspace
      let rest = workspace.take(sizes.product)
      rest.update(from: dy.elements(of: Float.self), count: sizes.product)
      slices?.fill(rest, indices, with: 0)
      kept = TensorView(UnsafeMutableRawPointer(rest), sizes: dy.sizes, strides: dy.strides)
    }
    back?.backward(
      kept, to: memory.gradientTensor(frame.inputs[0]), accumulating: frame.adds(0),
      on: memory.pool)
  }

  private func backwardUpdates(
    _ dy: TensorView, _ indices: UnsafeMutableRawPointer, _ memory: StepMemory
  ) {
    let updates = memory.gradientTensor(frame.inputs[2])
    if !frame.adds(2) { updates.clear() }
    slices?.gather(
      dy.elements(of: Float.self), indices, addingTo: updates.elements(of: Float.self),
      on: memory.pool)
  }
}
