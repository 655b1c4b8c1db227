import Kernels
import Networks

/// `y = f(x)`.
struct ActivationStep: Step {
  var frame: StepFrame
  let function: ElementFunction

  var algorithm: String { "elementwise" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
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
struct AdditionStep: Step {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
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
struct MultiplicationStep: Step {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
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
struct ChannelScalingStep: Step {
  var frame: StepFrame
  let function: ElementFunction

  var algorithm: String { "elementwise" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
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
struct ComplementStep: Step {
  var frame: StepFrame

  var algorithm: String { "elementwise" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
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
struct ConcatenationStep: Step {
  var frame: StepFrame

  var algorithm: String { "copy" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    var first = 0
    for input in frame.inputs {
      let x = memory.value(input)
      Elementwise.copy(
        x, to: memory.value(frame.output).slice(first, count: x.channels), on: memory.pool)
      first += x.channels
    }
  }

  func backward(_ memory: StepMemory) {
    var first = 0
    for (index, input) in frame.inputs.enumerated() {
      let channels = memory.value(input).channels
      if frame.wants(index) {
        Elementwise.copy(
          memory.gradient(frame.output).slice(first, count: channels),
          to: memory.gradient(input), accumulating: frame.adds(index), on: memory.pool)
      }
      first += channels
    }
  }
}

/// Zeros; no gradient passes.
struct ZeroStateStep: Step {
  var frame: StepFrame

  var algorithm: String { "fill" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
  var retained: [ValueID] { [] }
  func forward(_ memory: StepMemory) { memory.value(frame.output).clear(on: memory.pool) }
  func backward(_ memory: StepMemory) {}
}
