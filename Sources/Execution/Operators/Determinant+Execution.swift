import RLAKernels
import RLANetworks

extension Determinant: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    DeterminantStep(
      frame: lowering.frame(site, taking: .rowMajor, giving: .rowMajor),
      kernel: DeterminantKernel(size: site.sizes()[site.rank() - 1]),
      count: site.outputSizes().product)
  }
}

/// The determinant of each matrix.
struct DeterminantStep: Step {
  var frame: StepFrame
  let kernel: DeterminantKernel
  let count: Int

  var algorithm: String { "elimination" }
  var savedCount: Int { 0 }
  var savedValues: [ValueID] { frame.inputs }

  func scratch(threads: Int) -> Int { kernel.scratch(threads: threads) }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.tensor(frame.inputs[0]).elements(of: Float.self), count: count,
      to: memory.tensor(frame.output).elements(of: Float.self), memory.workspace,
      on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.tensor(frame.inputs[0]).elements(of: Float.self), count: count,
      memory.gradientTensor(frame.output).elements(of: Float.self),
      to: memory.gradientTensor(frame.inputs[0]).elements(of: Float.self),
      accumulating: frame.adds(0), memory.workspace, on: memory.pool)
  }
}
