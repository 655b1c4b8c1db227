import RLAAnalysis
import RLAKernels
import RLANetworks

extension Pooling: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    site.hasMaps || function == .maximum && site.storesAllTypes
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    if !site.hasMaps { return placedStep(at: site, in: &lowering) }
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

  /// The step of maxima with their places, or of whole numbers.
  private func placedStep(at site: Site, in lowering: inout Lowering) -> any Step {
    let axes = windows.enumerated().map { index, window in
      let size = site.sizes()[index + 2]
      return ConvolutionGeometry.Axis(
        input: size, output: site.outputSizes()[index + 2], kernel: window.kernel,
        stride: window.stride, padding: window.padding(of: size).before, dilation: window.dilation)
    }
    return PlacedMaximumStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor),
      kernel: PlacedMaximum(
        axes, site.shapes.facts[site.input].type.number, countsFirstAxisFastest: placesByColumns))
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

/// The largest value in each window and its place.
struct PlacedMaximumStep: LightStep {
  var frame: StepFrame
  let kernel: PlacedMaximum

  var algorithm: String { "direct" }
  /// Whole numbers, which pass no gradient, may come without places.
  var savedValues: [ValueID] { Array(frame.outputs.dropFirst()) }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.tensor(frame.inputs[0]), to: memory.tensor(frame.outputs[0]),
      places: frame.outputs.count > 1 ? memory.tensor(frame.outputs[1]) : nil, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.gradientTensor(frame.outputs[0]), places: memory.tensor(frame.outputs[1]),
      to: memory.gradientTensor(frame.inputs[0]), accumulating: frame.adds(0), on: memory.pool)
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
