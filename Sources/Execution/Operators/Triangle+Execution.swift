import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension Triangle: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes && diagonal(at: site) != nil }

  private func diagonal(at site: Site) -> Int? {
    guard let given = site.operands.optional(1) else { return 0 }
    return given.element?.value
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    TriangleStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      upper: part == .upper, diagonal: diagonal(at: site) ?? 0)
  }
}

/// The part of every matrix on one side of a diagonal.
struct TriangleStep: SettlingStep {
  var frame: StepFrame
  private let upper: Bool
  private let diagonal: Int
  private var copy: TriangleCopy?
  private var back: TriangleCopy?
  private var width = 0

  init(frame: StepFrame, upper: Bool, diagonal: Int) {
    self.frame = frame
    self.upper = upper
    self.diagonal = diagonal
  }

  mutating func settle(_ values: LoweredValues) {
    let (source, target) = (values.placed(frame.inputs[0]), values.placed(frame.output))
    width = source.type.bytes
    func part(_ from: [Int], _ to: [Int]) -> TriangleCopy {
      TriangleCopy(sizes: source.sizes, from: from, to: to, upper: upper, diagonal: diagonal)
    }
    copy = part(source.strides, target.strides)
    back = part(target.strides, source.strides)
  }

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    switch width {
    case 1: run(memory, UInt8.self)
    case 2: run(memory, UInt16.self)
    case 8: run(memory, UInt64.self)
    default: run(memory, UInt32.self)
    }
  }

  private func run<Element: AdditiveArithmetic>(_ memory: StepMemory, _ type: Element.Type) {
    copy?.run(
      memory.tensor(frame.inputs[0]).elements(of: type),
      to: memory.tensor(frame.output).elements(of: type), accumulating: false)
  }

  func backward(_ memory: StepMemory) {
    back?.run(
      memory.gradientTensor(frame.output).elements(of: Float.self),
      to: memory.gradientTensor(frame.inputs[0]).elements(of: Float.self),
      accumulating: frame.adds(0))
  }
}
