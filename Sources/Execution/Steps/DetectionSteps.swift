import Kernels
import Networks

/// A transposed convolution with its bias and what is fused behind it; only in inference.
struct TransposedConvolutionStep: Step {
  var frame: StepFrame
  let layer: Int
  let kernel: TransposedProduct
  let hasBias: Bool
  let precision: Precision
  let function: ElementFunction

  var algorithm: String { "product and scatter" }
  func scratch(threads: Int) -> Int { kernel.scratch(threads: threads) }
  var savedCount: Int { 0 }
  var derivedCount: Int { 0 }
  var retained: [ValueID] { [] }
  func derive(_ memory: StepMemory) {}

  func forward(_ memory: StepMemory) {
    var epilogue = Epilogue(function: function)
    if hasBias { epilogue.shift = UnsafePointer(memory.weight(layer, 1)) }
    kernel.forward(
      memory.value(frame.inputs[0]), filter: memory.weight(layer, 0),
      to: memory.value(frame.output), epilogue: epilogue, precision: precision,
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) { preconditionFailure(ForwardOnly.reason) }
}

/// A map at the size of another one; only in inference.
struct NearestResizeStep: Step {
  var frame: StepFrame

  var algorithm: String { "copy" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
  var derivedCount: Int { 0 }
  var retained: [ValueID] { [] }
  func derive(_ memory: StepMemory) {}

  func forward(_ memory: StepMemory) {
    NearestResizing.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) { preconditionFailure(ForwardOnly.reason) }
}

/// Grids of the proposals; only in inference.
struct RegionAlignmentStep: Step {
  var frame: StepFrame
  let kernel: RegionSampling
  let boxes: [RegionSampling.Box]

  var algorithm: String { "RoIAlign" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
  var derivedCount: Int { 0 }
  var retained: [ValueID] { [] }
  func derive(_ memory: StepMemory) {}

  func forward(_ memory: StepMemory) {
    kernel.forward(
      frame.inputs.map(memory.value), boxes: boxes, to: memory.value(frame.output),
      on: memory.pool)
  }

  func backward(_ memory: StepMemory) { preconditionFailure(ForwardOnly.reason) }
}

/// Maps as vectors in the order of N×C×H×W, which linear layers expect; only in inference.
struct FlatteningStep: Step {
  var frame: StepFrame

  var algorithm: String { "copy" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
  var derivedCount: Int { 0 }
  var retained: [ValueID] { [] }
  func derive(_ memory: StepMemory) {}

  func forward(_ memory: StepMemory) {
    Layout.channelsFirst(
      memory.value(frame.inputs[0]), to: memory.value(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) { preconditionFailure(ForwardOnly.reason) }
}

enum ForwardOnly {
  static let reason = "A plan for training has no such step."
}
