import RLAAnalysis
import RLAKernels
import RLANetworks

extension RegionAlign: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let types = site.elementInputs.map { site.shapes.facts[$0].type }
    return types == [.float32, .float32, .int64]
  }

  func isDifferentiable(at site: Site) -> Bool { false }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    RegionAlignStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor),
      kernel: RegionAlignKernel(
        height: height, width: width, samples: samples, takesLargest: mode == .maximum,
        scale: Float(scale), shiftsByHalf: shiftsByHalf))
  }
}

/// A grid of samples from each of the given regions of a map.
struct RegionAlignStep: LightStep {
  var frame: StepFrame
  let kernel: RegionAlignKernel

  var algorithm: String { "RoIAlign" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.tensor(frame.inputs[0]), regions: memory.tensor(frame.inputs[1]),
      images: memory.tensor(frame.inputs[2]), to: memory.tensor(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    preconditionFailure("A plan has no backward pass through regions.")
  }
}
