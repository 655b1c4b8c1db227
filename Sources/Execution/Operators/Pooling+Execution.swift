import Kernels
import Networks
import Operators

extension Pooling: Executable {
  /// Maxima and means over height and width.
  func runs(at site: Site) -> Bool {
    function != .l2 && windows.count == 2 && windows.allSatisfy { $0.symmetricPadding != nil }
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let sliding = Sliding(windows, over: site.size(), to: site.outputSize)
    if function == .maximum {
      return MaxPoolingStep(
        frame: lowering.frame(site), kernel: WindowMaximum(sliding),
        count: site.outputSize.count)
    }
    return AveragePoolingStep(
      frame: lowering.frame(site),
      kernel: DepthwiseConvolution(
        sliding, images: site.size().images, channels: site.size().channels))
  }

  var runsAlone: Bool { true }
}

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

  private func filter(_ memory: StepMemory) -> Filter {
    var workspace = memory.workspace
    let filter = workspace.take(filterCount)
    filter.update(repeating: 1 / Float(kernel.sliding.taps), count: filterCount)
    return Filter(filter, panelWidth: .max)
  }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      [memory.value(frame.inputs[0])], filter: filter(memory), to: memory.value(frame.output),
      epilogue: .none, workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backwardInput(
      memory.gradient(frame.output), filter: filter(memory),
      to: [memory.gradient(frame.inputs[0])], accumulating: [frame.adds(0)],
      workspace: memory.workspace, on: memory.pool)
  }
}
