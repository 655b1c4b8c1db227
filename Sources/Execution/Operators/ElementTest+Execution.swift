import RLAAnalysis
import RLAKernels
import RLANetworks

extension ElementTest: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let type = site.shapes.facts[site.input].type
    return site.storesAllTypes && type == (function == .not ? .bool : .float32)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let test: ElementProbe.Test =
      switch function {
      case .not: .isFalse
      case .isNaN: .isNaN
      default: .isInfinite
      }
    return ElementTestStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)), test: test)
  }
}

/// A truth value for every element, which has no gradient.
struct ElementTestStep: SettlingStep {
  var frame: StepFrame
  private let test: ElementProbe.Test
  private var probe: ElementProbe?

  init(frame: StepFrame, test: ElementProbe.Test) {
    self.frame = frame
    self.test = test
  }

  mutating func settle(_ values: LoweredValues) {
    let (source, target) = (values.placed(frame.inputs[0]), values.placed(frame.output))
    probe = ElementProbe(test, sizes: source.sizes, from: source.strides, to: target.strides)
  }

  var algorithm: String { "elementwise" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    probe?.run(
      memory.tensor(frame.inputs[0]).base,
      to: memory.tensor(frame.output).elements(of: UInt8.self), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}
}
