import RLAKernels
import RLANetworks

extension GridSample: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    GridSampleStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor),
      kernel: GridSampling(
        GridSampling.Mode(mode), GridSampling.Padding(padding), alignsCorners: alignsCorners))
  }
}

extension GridSampling.Mode {
  fileprivate init(_ mode: GridSample.Mode) {
    self =
      switch mode {
      case .nearest: .nearest
      case .linear: .linear
      case .cubic: .cubic
      }
  }
}

extension GridSampling.Padding {
  fileprivate init(_ padding: GridSample.Padding) {
    self =
      switch padding {
      case .zeros: .zeros
      case .border: .border
      case .reflection: .reflection
      }
  }
}

/// A map sampled at the positions of a grid.
struct GridSampleStep: LightStep {
  var frame: StepFrame
  let kernel: GridSampling

  var algorithm: String { "sums of neighbors" }
  var savedValues: [ValueID] { frame.inputs }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.tensor(frame.inputs[0]), memory.tensor(frame.inputs[1]),
      to: memory.tensor(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let gradients = (0..<2).map { input -> TensorView? in
      guard frame.wants(input) else { return nil }
      let gradient = memory.gradientTensor(frame.inputs[input])
      if !frame.adds(input) { gradient.clear() }
      return gradient
    }
    kernel.backward(
      memory.tensor(frame.inputs[0]), memory.tensor(frame.inputs[1]),
      memory.gradientTensor(frame.output), to: gradients[0], gradients[1], on: memory.pool)
  }
}
