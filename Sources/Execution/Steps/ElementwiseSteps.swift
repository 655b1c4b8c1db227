import Kernels
import Networks

/// `y = f(x)`.
struct ActivationStep: LightStep {
  var frame: StepFrame
  let function: ElementLoop

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { [frame.output] }

  func forward(_ memory: StepMemory) {
    Epilogue(function: function).run(
      memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    Elementwise.activationBackward(
      memory.value(frame.output), memory.gradient(frame.output), function: function,
      to: memory.gradient(frame.inputs[0]), accumulating: frame.adds(0), on: memory.pool)
  }
}

/// `y = a + b`.
struct AdditionStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    Elementwise.add(
      memory.value(frame.inputs[0]), memory.value(frame.inputs[1]),
      to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    for (index, input) in frame.inputs.enumerated() where frame.wants(index) {
      Elementwise.copy(
        memory.gradient(frame.output), to: memory.gradient(input),
        accumulating: frame.adds(index), on: memory.pool)
    }
  }
}

/// `y = a · b`.
struct MultiplicationStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { frame.inputs }

  func forward(_ memory: StepMemory) {
    Elementwise.multiply(
      memory.value(frame.inputs[0]), memory.value(frame.inputs[1]),
      to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    for index in 0..<2 where frame.wants(index) {
      Elementwise.multiply(
        memory.gradient(frame.output), memory.value(frame.inputs[1 - index]),
        to: memory.gradient(frame.inputs[index]), accumulating: frame.adds(index),
        on: memory.pool)
    }
  }
}

/// `y = f(x · gate + r)`, the gate one value for each image and channel.
///
/// Inputs: x, the gate, then the summand where there is one; sum and activation only in inference.
struct ChannelScalingStep: LightStep {
  var frame: StepFrame
  let function: ElementLoop

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { frame.inputs }

  func forward(_ memory: StepMemory) {
    Elementwise.scaleChannels(
      memory.value(frame.inputs[0]), memory.value(frame.inputs[1]),
      after: frame.inputs.count > 2 ? memory.value(frame.inputs[2]) : nil, function: function,
      to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let dy = memory.gradient(frame.output)
    let (x, gate) = (frame.inputs[0], frame.inputs[1])
    if frame.wants(0) {
      Elementwise.scaleChannels(
        dy, memory.value(gate), to: memory.gradient(x), accumulating: frame.adds(0),
        on: memory.pool)
    }
    if frame.wants(1) {
      Elementwise.gateBackward(
        memory.value(x), dy, to: memory.gradient(gate), accumulating: frame.adds(1),
        on: memory.pool)
    }
  }
}

/// `y = 1 − x`.
struct ComplementStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    Elementwise.affine(
      memory.value(frame.inputs[0]), alpha: -1, beta: 1, to: memory.value(frame.output),
      on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    Elementwise.affine(
      memory.gradient(frame.output), alpha: -1, beta: 0, to: memory.gradient(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }
}

/// Tensors copied one behind the other along the channels.
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

/// Zeros; no gradient passes.
struct ZeroStateStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "fill" }
  var retained: [ValueID] { [] }
  func forward(_ memory: StepMemory) { memory.value(frame.output).clear(on: memory.pool) }
  func backward(_ memory: StepMemory) {}
}
