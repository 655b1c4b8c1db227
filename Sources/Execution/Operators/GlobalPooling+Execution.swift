import RLAKernels
import RLANetworks

extension GlobalPooling: Executable {
  func runs(at site: Site) -> Bool { true }

  var takesParts: Bool { function == .average }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    switch function {
    case .average:
      return GlobalAveragePoolingStep(
        frame: lowering.frame(Lowering.Chain(site), inputs: lowering.parts(of: site.input)))
    case .maximum:
      return MaxPoolingStep(
        frame: lowering.frame(site), kernel: WindowMaximum(ConvolutionGeometry(whole: site.size())),
        count: site.outputSize.count)
    default:
      return GlobalNormStep(frame: lowering.frame(site), count: site.outputSize.count)
    }
  }

  var runsAlone: Bool { axes == 2 }
}

extension ConvolutionGeometry {
  /// One window over all pixels.
  fileprivate init(whole size: MapSize) {
    func axis(_ size: Int) -> Axis {
      Axis(input: size, output: 1, kernel: size, stride: 1, padding: 0, dilation: 1)
    }
    self.init(
      depth: axis(size.depth), vertical: axis(size.height), horizontal: axis(size.width))
  }
}

/// The mean over all pixels; the input may come in parts along the channels.
struct GlobalAveragePoolingStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "direct" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    let parts = memory.parts(of: memory.value(frame.output), like: frame.inputs)
    for (input, part) in zip(frame.inputs, parts) {
      Elementwise.globalAverage(memory.value(input), to: part, on: memory.pool)
    }
  }

  func backward(_ memory: StepMemory) {
    let parts = memory.parts(of: memory.gradient(frame.output), like: frame.inputs)
    for (index, input) in frame.inputs.enumerated() where frame.wants(index) {
      Elementwise.globalAverageBackward(
        parts[index], to: memory.gradient(input), accumulating: frame.adds(index),
        on: memory.pool)
    }
  }
}

/// The root of the sum of squares over all pixels.
struct GlobalNormStep: Step {
  var frame: StepFrame
  /// Values of the result.
  let count: Int

  var algorithm: String { "direct" }
  func scratch(threads: Int) -> Int { frame.trains ? count : 0 }
  var savedCount: Int { 0 }
  var savedValues: [ValueID] { [frame.inputs[0], frame.output] }

  func forward(_ memory: StepMemory) {
    GlobalNorm.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    GlobalNorm.backward(
      memory.value(frame.inputs[0]), memory.value(frame.output),
      memory.gradient(frame.output), to: memory.gradient(frame.inputs[0]),
      accumulating: frame.adds(0), workspace: memory.workspace, on: memory.pool)
  }
}
