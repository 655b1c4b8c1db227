import Kernels
import Networks

/// A step of inference only: it keeps nothing for a way back.
///
/// `ExecutionPlan` refuses to train a network whose operators are lowered to one.
protocol ForwardOnlyStep: Step {}

extension ForwardOnlyStep {
  var savedCount: Int { 0 }
  var retained: [ValueID] { [] }

  func backward(_ memory: StepMemory) {
    preconditionFailure("A plan for training has no such step.")
  }
}

/// A transposed convolution with its bias and what is fused behind it.
struct TransposedConvolutionStep: ForwardOnlyStep {
  var frame: StepFrame
  let layer: Int
  let kernel: TransposedProduct
  let hasBias: Bool
  let precision: Precision
  let function: ElementLoop

  var algorithm: String { "product and scatter" }
  func scratch(threads: Int) -> Int { kernel.scratch(threads: threads) }

  func forward(_ memory: StepMemory) {
    var epilogue = Epilogue(function: function)
    if hasBias { epilogue.shift = UnsafePointer(memory.weight(layer, 1)) }
    kernel.forward(
      memory.value(frame.inputs[0]), filter: memory.weight(layer, 0),
      to: memory.value(frame.output), epilogue: epilogue, precision: precision,
      workspace: memory.workspace, on: memory.pool)
  }
}

/// A map at the size of another one.
struct NearestResizeStep: ForwardOnlyStep {
  var frame: StepFrame

  var algorithm: String { "copy" }
  func scratch(threads: Int) -> Int { 0 }

  func forward(_ memory: StepMemory) {
    NearestResizing.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }
}

/// Grids of the proposals.
struct RegionAlignmentStep: ForwardOnlyStep {
  var frame: StepFrame
  let kernel: RegionSampling
  let boxes: [RegionSampling.Box]

  var algorithm: String { "RoIAlign" }
  func scratch(threads: Int) -> Int { 0 }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      frame.inputs.map(memory.value), boxes: boxes, to: memory.value(frame.output),
      on: memory.pool)
  }
}

/// Maps as vectors in the order of N×C×H×W, which linear layers expect.
struct FlatteningStep: ForwardOnlyStep {
  var frame: StepFrame

  var algorithm: String { "copy" }
  func scratch(threads: Int) -> Int { 0 }

  func forward(_ memory: StepMemory) {
    Layout.channelsFirst(
      memory.value(frame.inputs[0]), to: memory.value(frame.output).base, on: memory.pool)
  }
}
