import RLAKernels
import RLANetworks

/// A plan runs the deterministic network, so dropout is a view of its input, unless its options say
/// that it is trained with dropout.
extension Dropout: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? { source }

  var isRandomInTraining: Bool { rate > 0 }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    DropoutStep(frame: lowering.frame(site, taking: .alike), rate: rate)
  }
}

/// Zeroes elements at random and scales the others, so that the expectation stays.
///
/// The mask is made again in the backward pass rather than kept.
struct DropoutStep: LightStep {
  var frame: StepFrame
  let rate: Double

  var algorithm: String { "random mask" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    mask(memory).apply(
      memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    if !frame.wants(0) { return }
    mask(memory).apply(
      memory.gradient(frame.output), to: memory.gradient(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }

  private func mask(_ memory: StepMemory) -> DropoutMask {
    DropoutMask(rate: rate, seed: memory.randomSeed)
  }
}
