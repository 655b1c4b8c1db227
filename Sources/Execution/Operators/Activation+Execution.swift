import Kernels
import Networks
import Operators

extension Activation: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    site.isFloating && (function == .complement || ElementLoop(function) != nil)
  }

  func epilogueTerm(at site: Site) -> EpilogueTerm? {
    ElementLoop(function).map { .function($0) }
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let frame = lowering.frame(site, taking: .alike)
    guard let loop = ElementLoop(function) else { return ComplementStep(frame: frame) }
    return ActivationStep(frame: frame, function: loop)
  }

  var runsAlone: Bool { true }
}

extension ElementLoop {
  /// The loop that a row of the table names; nil where there is none.
  init?(_ function: ElementFunction) {
    guard let name = function.loop, let loop = Self.named[name] else { return nil }
    self = loop
  }

  private static let named: [String: ElementLoop] = [
    "relu": .relu, "relu6": .relu6, "sigmoid": .sigmoid, "tanh": .tanh,
  ]
}

/// `y = f(x)`.
struct ActivationStep: LightStep {
  var frame: StepFrame
  let function: ElementLoop

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { [frame.output] }

  func forward(_ memory: StepMemory) {
    Epilogue(function: function).run(
      memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    Elementwise.activationBackward(
      memory.value(frame.output), memory.gradient(frame.output), function: function,
      to: memory.gradient(frame.inputs[0]), accumulating: frame.adds(0), on: memory.pool)
  }
}

/// `y = 1 − x`.
struct ComplementStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    Elementwise.affine(
      memory.value(frame.inputs[0]), alpha: -1, beta: 1, to: memory.value(frame.output),
      on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    Elementwise.affine(
      memory.gradient(frame.output), alpha: -1, beta: 0, to: memory.gradient(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
