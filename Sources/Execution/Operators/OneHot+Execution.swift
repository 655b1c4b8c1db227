import RLAAnalysis
import RLAKernels
import RLANetworks

extension OneHot: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    site.storesAllTypes && site.shapes.facts[site.input].type.isIndex
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let place = axis < 0 ? axis + site.outputSizes().count : axis
    return OneHotStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor), axis: place)
  }
}

/// One of two elements everywhere, the other one at an index; an index has no gradient.
///
/// Inputs: the indices, then both elements, the one elsewhere first.
struct OneHotStep: SettlingStep {
  var frame: StepFrame
  /// The new axis of the result.
  private let axis: Int
  private var filling: StridedCopy?
  private var slices: IndexedSlices?
  private var width = 0
  private var pairStride = 0

  init(frame: StepFrame, axis: Int) {
    self.frame = frame
    self.axis = axis
  }

  mutating func settle(_ values: LoweredValues) {
    let (indices, pair) = (values.placed(frame.inputs[0]), values.placed(frame.inputs[1]))
    let result = values.placed(frame.output)
    (width, pairStride) = (result.type.bytes, pair.strides[0])
    filling = StridedCopy(
      sizes: result.sizes, from: result.sizes.map { _ in 0 }, to: result.strides, width: width)
    var outer = result.strides
    let step = outer.remove(at: axis)
    let rows = indices.sizes.indices.map {
      IndexedSlices.RowAxis(
        indices.sizes[$0], indices: indices.strides[$0], data: outer[$0], other: 0)
    }
    slices = IndexedSlices(
      rows: rows, indexed: [.init(result.sizes[axis], stride: step)], indexStep: 0,
      indices.type.number, slice: ([], [], []))
  }

  var algorithm: String { "fill" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    let pair = memory.tensor(frame.inputs[1]).base
    filling?.run(pair, to: memory.tensor(frame.output).base, on: memory.pool)
    switch width {
    case 1: mark(memory, UInt8.self)
    case 2: mark(memory, UInt16.self)
    case 8: mark(memory, UInt64.self)
    default: mark(memory, UInt32.self)
    }
  }

  private func mark<Element>(_ memory: StepMemory, _ type: Element.Type) {
    slices?.fill(
      memory.tensor(frame.output).elements(of: type), memory.tensor(frame.inputs[0]).base,
      with: memory.tensor(frame.inputs[1]).elements(of: type)[pairStride])
  }

  func backward(_ memory: StepMemory) {}
}
