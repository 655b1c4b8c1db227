import Kernels
import Networks
import Operators

extension GlobalPooling: Executable {
  func runs(at site: Site) -> Bool { function == .average && axes == 2 }

  var takesParts: Bool { function == .average }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    GlobalAveragePoolingStep(
      frame: lowering.frame(Lowering.Chain(site), inputs: lowering.parts(of: site.input)))
  }

  var runsAlone: Bool { true }
}

/// The mean over all pixels; the input may come in parts along the channels.
struct GlobalAveragePoolingStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "direct" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    let pieces = memory.pieces(of: memory.value(frame.output), like: frame.inputs)
    for (input, piece) in zip(frame.inputs, pieces) {
      Elementwise.globalAverage(memory.value(input), to: piece, on: memory.pool)
    }
  }

  func backward(_ memory: StepMemory) {
    let pieces = memory.pieces(of: memory.gradient(frame.output), like: frame.inputs)
    for (index, input) in frame.inputs.enumerated() where frame.wants(index) {
      Elementwise.globalAverageBackward(
        pieces[index], to: memory.gradient(input), accumulating: frame.adds(index),
        on: memory.pool)
    }
  }
}
