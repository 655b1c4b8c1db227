import Kernels
import Networks

/// The largest value in each window.
struct MaxPoolingStep: Step {
  var frame: StepFrame
  let kernel: WindowMaximum
  /// Values of the result, whose winners are kept as bytes.
  let count: Int

  var algorithm: String { "direct" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { frame.trains ? (count + 3) / 4 : 0 }
  var retained: [ValueID] { [] }

  private func positions(_ memory: StepMemory) -> UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(memory.saved).assumingMemoryBound(to: UInt8.self)
  }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output),
      positions: frame.trains ? positions(memory) : nil, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.gradient(frame.output), positions: positions(memory),
      to: memory.gradient(frame.inputs[0]), accumulating: frame.adds(0), on: memory.pool)
  }
}

/// The mean of each window, padding included: a depthwise convolution with a constant filter.
struct AveragePoolingStep: Step {
  var frame: StepFrame
  let kernel: DepthwiseConvolution

  var algorithm: String { "direct" }
  func scratch(threads: Int) -> Int { filterCount }
  var savedCount: Int { 0 }
  var retained: [ValueID] { [] }

  private var filterCount: Int { kernel.sliding.taps * kernel.channels }

  private func filter(_ memory: StepMemory) -> UnsafeMutablePointer<Float> {
    var workspace = memory.workspace
    let filter = workspace.take(filterCount)
    filter.update(repeating: 1 / Float(kernel.sliding.taps), count: filterCount)
    return filter
  }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      [memory.value(frame.inputs[0])], filter: filter(memory), to: memory.value(frame.output),
      epilogue: .none, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backwardInput(
      memory.gradient(frame.output), filter: filter(memory),
      to: [memory.gradient(frame.inputs[0])], accumulating: [frame.adds(0)], on: memory.pool)
  }
}

/// The mean over all pixels; the input may come in pieces along the channels.
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
