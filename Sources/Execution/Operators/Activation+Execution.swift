import RLAKernels
import RLANetworks

extension Activation: ComposedExecutable {
  func runs(at site: Site) -> Bool {
    isComposed(at: site) ? partsRun(at: site) : site.isFloating && ElementLoop(function) != nil
  }

  func isDifferentiable(at site: Site) -> Bool {
    site.isFloating && ElementLoop(function)?.isDifferentiable == true
  }

  /// Loops take real numbers; of whole ones a difference and a maximum are the same.
  func isComposed(at site: Site) -> Bool {
    let signed: [ElementType] = [.int8, .int16, .int32, .int64]
    let kinds: [OperatorKind] = [.absolute, .negation, .relu]
    return site.type(ofInput: 0).map(signed.contains) == true && kinds.contains(function.kind)
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let x = inputs[0], let type = site.type(ofInput: 0) else {
      preconditionFailure("A function has an argument.")
    }
    let zero = net.filled(0, [], type)
    if function.kind == .relu { return [net.combined(.maximum, x, zero)] }
    let negated = net.combined(.subtract, zero, x)
    return [function.kind == .negation ? negated : net.combined(.maximum, x, negated)]
  }

  func epilogueTerm(at site: Site) -> EpilogueTerm? {
    guard let loop = ElementLoop(function), loop.isFused else { return nil }
    return .function(loop)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let loop = ElementLoop(function) else {
      preconditionFailure("A plan refuses what has no loop.")
    }
    return ActivationStep(frame: lowering.frame(site, taking: .alike), function: loop)
  }

  var runsAlone: Bool { true }
}

extension ElementLoop {
  /// The loop that a row of the table names; nil where there is none.
  init?(_ function: ElementFunction) {
    let source: Source =
      switch function.derivative {
      case .fromOutput: .result
      case .fromInput: .argument
      case .constant: .nothing
      }
    self.init(named: function.loop, parameters: function.parameters, source: source)
  }
}

/// `y = f(x)`.
struct ActivationStep: LightStep {
  var frame: StepFrame
  let function: ElementLoop

  var algorithm: String { "elementwise" }

  var savedValues: [ValueID] {
    switch function.source {
    case .result: [frame.output]
    case .argument: frame.inputs
    case .nothing: []
    }
  }

  func forward(_ memory: StepMemory) {
    Elementwise.apply(
      function, memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let dy = memory.gradient(frame.output)
    Elementwise.applyBackward(
      function, kept: savedValues.first.map(memory.value) ?? dy, dy,
      to: memory.gradient(frame.inputs[0]), accumulating: frame.adds(0), on: memory.pool)
  }
}
