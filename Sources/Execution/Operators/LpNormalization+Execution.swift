import RLAKernels
import RLANetworks

extension LpNormalization: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let axis = site.axis(axis)
    return UnitRowsStep(
      frame: lowering.frame(site, taking: .rows(axis: axis), giving: .rows(axis: axis)),
      kernel: UnitRows(norm == .euclidean ? .euclidean : .sumOfMagnitudes),
      length: site.sizes()[axis])
  }
}

/// Rows divided by their norms.
struct UnitRowsStep: LightStep {
  var frame: StepFrame
  let kernel: UnitRows
  let length: Int

  var algorithm: String { "norms along rows" }
  var savedValues: [ValueID] { frame.inputs }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.tensor(frame.inputs[0]).rows(of: length),
      to: memory.tensor(frame.output).rows(of: length), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.tensor(frame.inputs[0]).rows(of: length),
      memory.gradientTensor(frame.output).rows(of: length),
      to: memory.gradientTensor(frame.inputs[0]).rows(of: length), accumulating: frame.adds(0),
      on: memory.pool)
  }
}
