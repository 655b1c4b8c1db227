import Kernels
import Networks
import Operators

extension Reshape: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    source.reshaped(to: site.outputSizes())
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ReshapeStep(frame: lowering.frame(site, taking: .any, giving: .rowMajor))
  }
}

/// The elements in row-major order, copied where they lie in another.
struct ReshapeStep: SettlingStep {
  var frame: StepFrame
  private var copy: StridedCopy?
  private var back: StridedCopy?

  init(frame: StepFrame) { self.frame = frame }

  mutating func settle(_ values: LoweredValues) {
    let source = values.placed(frame.inputs[0])
    let rows = Placement(
      source.root, source.type, source.sizes, order: Array(source.sizes.indices))
    let width = source.type.bytes
    copy = StridedCopy(
      sizes: source.sizes, from: source.strides, to: rows.strides, width: width)
    back = StridedCopy(
      sizes: source.sizes, from: rows.strides, to: source.strides, width: width)
  }

  var algorithm: String { "copy" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    copy?.run(
      memory.tensor(frame.inputs[0]).base, to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    back?.passBack(
      memory.gradientTensor(frame.output), to: memory.gradientTensor(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
