import RLAKernels
import RLANetworks

extension BareParameter: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.isFloating }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    BareParameterStep(
      frame: lowering.frame(site, giving: .rowMajor), layer: site.layer,
      count: site.outputSizes().reduce(1, *))
  }
}

/// Copies a parameter to where the steps read it, and its gradient back.
struct BareParameterStep: LightStep {
  var frame: StepFrame
  let layer: Int
  let count: Int

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    memory.tensor(frame.output).copy(
      from: memory.weight(layer, 0), width: MemoryLayout<Float>.stride, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    if !frame.trainsWeights { return }
    let result = memory.gradientTensor(frame.output).base.assumingMemoryBound(to: Float.self)
    let gradient = memory.weightGradient(layer, 0)
    for index in 0..<count {
      gradient[index] = result[index] + (frame.accumulatesWeights ? gradient[index] : 0)
    }
  }
}
