import RLAAnalysis
import RLAKernels
import RLANetworks

extension DynamicQuantization: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.shapes.facts[site.input].type == .float32 }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    DynamicQuantizationStep(
      frame: lowering.frame(site, taking: .rowMajor, giving: .rowMajor),
      count: site.sizes().product)
  }
}

/// 8-bit numbers with the scale and zero point that fit their range; rounding passes no gradient.
struct DynamicQuantizationStep: LightStep {
  var frame: StepFrame
  private let loop: QuantizationLoop
  private let count: Int

  init(frame: StepFrame, count: Int) {
    self.frame = frame
    self.count = count
    loop = QuantizationLoop(
      sizes: [count], to: [1], from: [1], scale: [0], zero: [0], .uint8)
  }

  var algorithm: String { "elementwise" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    let x = memory.tensor(frame.inputs[0]).elements(of: Float.self)
    let range = QuantizationRange(x, count: count)
    var (scale, zero) = (range.scale, range.zero)
    loop.quantize(
      x, scale: &scale, zero: &zero, to: memory.tensor(frame.output).base, on: memory.pool)
    // A node may leave out the results that nobody reads.
    if frame.outputs.count > 1 {
      memory.tensor(frame.outputs[1]).elements(of: Float.self).pointee = scale
    }
    if frame.outputs.count > 2 {
      memory.tensor(frame.outputs[2]).elements(of: UInt8.self).pointee = zero
    }
  }

  func backward(_ memory: StepMemory) {}
}
