import RLAKernels
import RLANetworks

extension Cast: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    source.type == type ? source : nil
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    CastStep(frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)))
  }
}

/// The same numbers as another type; whole numbers pass no gradient.
struct CastStep: SettlingStep {
  var frame: StepFrame
  private var conversion: NumberConversion?

  init(frame: StepFrame) { self.frame = frame }

  mutating func settle(_ values: LoweredValues) {
    let source = values.placed(frame.inputs[0])
    let target = values.placed(frame.output)
    conversion = NumberConversion(
      sizes: source.sizes, from: source.strides, to: target.strides, source.type.number,
      as: target.type.number)
  }

  var algorithm: String { "elementwise" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    conversion?.run(
      memory.tensor(frame.inputs[0]).base, to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}
}
