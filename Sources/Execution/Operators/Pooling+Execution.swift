import RLAKernels
import RLANetworks

extension Pooling: Executable {
  // The places of maxima are a second result, which no kernel writes.
  func runs(at site: Site) -> Bool { site.node.outputs.count == 1 }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let (x, y) = (site.size(), site.outputSize)
    let geometry = ConvolutionGeometry(windows, over: x, to: y)
    switch function {
    case .maximum:
      return MaxPoolingStep(
        frame: lowering.frame(site), kernel: WindowMaximum(geometry), count: y.count)
    case .average:
      return AveragePoolingStep(
        frame: lowering.frame(site),
        kernel: AveragePooling(
          geometry, batch: x.batch, channels: x.channels, counted: countedPlaces(x)))
    default:
      return NormPoolingStep(
        frame: lowering.frame(site),
        kernel: NormPooling(geometry, batch: x.batch, channels: x.channels))
    }
  }

  /// By axis, depth first, the positions that count in the divisor of a mean.
  private func countedPlaces(_ size: MapSize) -> [Range<Int>] {
    let sizes = [size.depth, size.height, size.width]
    let missing = sizes.count - windows.count
    return sizes.enumerated().map { axis, size in
      guard countsPadding, axis >= missing else { return 0..<size }
      let (before, after) = windows[axis - missing].padding(of: size)
      return -before..<size + after
    }
  }

  var runsAlone: Bool { windows.count == 2 }
}

/// The largest value in each window.
struct MaxPoolingStep: Step {
  var frame: StepFrame
  let kernel: WindowMaximum
  /// Values of the result, each with an argmax index that training saves.
  let count: Int

  var algorithm: String { "direct" }
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { frame.trains ? (count * kernel.indexSize + 3) / 4 : 0 }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output),
      indices: frame.trains ? UnsafeMutableRawPointer(memory.saved) : nil, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.gradient(frame.output), indices: UnsafeMutableRawPointer(memory.saved),
      to: memory.gradient(frame.inputs[0]), accumulating: frame.adds(0), on: memory.pool)
  }
}

/// The mean of each window.
struct AveragePoolingStep: Step {
  var frame: StepFrame
  let kernel: AveragePooling

  var algorithm: String { "direct" }
  func scratch(threads: Int) -> Int { kernel.scratch(trains: frame.trains) }
  var savedCount: Int { 0 }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output),
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.gradient(frame.output), to: memory.gradient(frame.inputs[0]),
      accumulating: frame.adds(0), workspace: memory.workspace, on: memory.pool)
  }
}

/// The root of the sum of squares of each window.
struct NormPoolingStep: Step {
  var frame: StepFrame
  let kernel: NormPooling

  var algorithm: String { "direct" }
  func scratch(threads: Int) -> Int { kernel.scratch(trains: frame.trains) }
  var savedCount: Int { 0 }
  var savedValues: [ValueID] { [frame.inputs[0], frame.output] }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output),
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.value(frame.inputs[0]), memory.value(frame.output),
      memory.gradient(frame.output), to: memory.gradient(frame.inputs[0]),
      accumulating: frame.adds(0), workspace: memory.workspace, on: memory.pool)
  }
}
