import RLAKernels
import RLANetworks

extension Fill: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    type.isStored && type.holds(value)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let frame = lowering.frame(
      Lowering.Chain(site), inputs: [], taking: .any, giving: .rowMajor)
    return FillStep(
      frame: frame, bits: type.bits(of: value), width: type.bytes,
      count: site.outputSizes().product)
  }
}

/// The same element everywhere.
struct FillStep: LightStep {
  var frame: StepFrame
  private let copy: StridedCopy
  private let bits: UInt64

  init(frame: StepFrame, bits: UInt64, width: Int, count: Int) {
    self.frame = frame
    self.bits = bits
    copy = StridedCopy(sizes: [count], from: [0], to: [1], width: width)
  }

  var algorithm: String { "fill" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    withUnsafeBytes(of: bits) { bytes in
      guard let base = bytes.baseAddress else { return }
      copy.run(base, to: memory.tensor(frame.output).base, on: memory.pool)
    }
  }

  func backward(_ memory: StepMemory) {}
}

extension [Int] {
  var product: Int { reduce(1, *) }
}
