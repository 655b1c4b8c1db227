import Kernels
import Networks
import Operators

extension Concatenation: Executable {
  func runs(at site: Site) -> Bool { axis == 1 || axis == 1 - site.rank() }

  var leavesParts: Bool { true }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ConcatenationStep(frame: lowering.frame(site))
  }
}

/// Tensors copied side by side along the channels.
struct ConcatenationStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "copy" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    let pieces = memory.pieces(of: memory.value(frame.output), like: frame.inputs)
    for (input, piece) in zip(frame.inputs, pieces) {
      Elementwise.copy(memory.value(input), to: piece, on: memory.pool)
    }
  }

  func backward(_ memory: StepMemory) {
    let pieces = memory.pieces(of: memory.gradient(frame.output), like: frame.inputs)
    for (index, input) in frame.inputs.enumerated() where frame.wants(index) {
      Elementwise.copy(
        pieces[index], to: memory.gradient(input), accumulating: frame.adds(index),
        on: memory.pool)
    }
  }
}
