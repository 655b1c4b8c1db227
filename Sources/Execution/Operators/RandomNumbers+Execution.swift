import RLAAnalysis
import RLAKernels
import RLANetworks

extension RandomNumbers: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.shapes.facts[site.output].type == .float32 }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let frame = lowering.frame(
      Lowering.Chain(site), inputs: site.inputs, taking: .any, giving: .rowMajor)
    return RandomStep(
      frame: frame, distribution: distribution, start: start, spread: spread,
      count: site.outputSizes().product)
  }
}

/// Random numbers that follow from the seed of the pass and the step, the same in each run.
struct RandomStep: LightStep {
  var frame: StepFrame
  let distribution: RandomNumbers.Distribution
  let start: Double
  let spread: Double
  let count: Int

  var algorithm: String { "random numbers" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    RandomFill(seed: memory.randomSeed).run(
      memory.tensor(frame.output).elements(of: Float.self), count: count,
      isNormal: distribution == .normal, start: start, spread: spread, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}
}
