import RLAAnalysis
import RLAKernels
import RLANetworks

extension Quantization: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let facts = site.shapes.facts
    return facts[site.input].type == .float32 && facts[site.inputs[1]].type == .float32
      && scale.fits(site, whole: facts[site.output].type)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    QuantizationStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      scale: scale, isInverse: false)
  }
}

extension Dequantization: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let facts = site.shapes.facts
    return facts[site.inputs[1]].type == .float32 && scale.fits(site, whole: facts[site.input].type)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    QuantizationStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      scale: scale, isInverse: true)
  }
}

extension Scale {
  /// Whether there is a kernel for whole numbers of a type with this scale.
  fileprivate func fits(_ site: Site, whole: ElementType) -> Bool {
    guard [.uint8, .int8, .uint16, .int16, .int32].contains(whole) else { return false }
    if site.inputs.count > 2, site.shapes.facts[site.inputs[2]].type != whole { return false }
    guard let block else { return true }
    return site.sizes()[site.axis(axis)] % block == 0
  }

  /// The sizes of a tensor with the axis of the blocks split, and the strides of tensors like it or
  /// with a number for each scale.
  fileprivate func split(_ sizes: [Int], at axis: Int) -> [Int] {
    guard let block else { return sizes }
    var sizes = sizes
    sizes.replaceSubrange(axis...axis, with: [sizes[axis] / block, block])
    return sizes
  }

  fileprivate func strides(of numbers: Placement, _ rank: Int, at axis: Int) -> [Int] {
    if numbers.rank == 0 || numbers.count == 1 {
      return Array(repeating: 0, count: rank + (block == nil ? 0 : 1))
    }
    if block != nil {
      var strides = numbers.strides
      strides.insert(0, at: axis + 1)
      return strides
    }
    return (0..<rank).map { $0 == axis ? numbers.strides[0] : 0 }
  }
}

/// Real numbers as whole numbers of a few bits, or back; rounding passes no gradient.
///
/// Inputs: the numbers, their scales, and zero points if present.
struct QuantizationStep: SettlingStep {
  var frame: StepFrame
  private let scale: Scale
  private let isInverse: Bool
  private var loop: QuantizationLoop?

  init(frame: StepFrame, scale: Scale, isInverse: Bool) {
    self.frame = frame
    self.scale = scale
    self.isInverse = isInverse
  }

  mutating func settle(_ values: LoweredValues) {
    let (source, target) = (values.placed(frame.inputs[0]), values.placed(frame.output))
    let axis = scale.axis < 0 ? scale.axis + source.rank : scale.axis
    let sizes = scale.split(source.sizes, at: axis)
    func strides(_ tensor: Placement) -> [Int] { tensor.reshaped(to: sizes)?.strides ?? [] }
    func shared(_ input: Int) -> [Int] {
      frame.inputs.count > input
        ? scale.strides(of: values.placed(frame.inputs[input]), source.rank, at: axis)
        : sizes.map { _ in 0 }
    }
    loop = QuantizationLoop(
      sizes: sizes, to: strides(target), from: strides(source), scale: shared(1), zero: shared(2),
      (isInverse ? source : target).type.number)
  }

  var algorithm: String { "elementwise" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    let (x, y) = (memory.tensor(frame.inputs[0]).base, memory.tensor(frame.output))
    let scale = memory.tensor(frame.inputs[1]).elements(of: Float.self)
    let zero = frame.inputs.count > 2 ? memory.tensor(frame.inputs[2]).base : nil
    if isInverse {
      loop?.dequantize(
        x, scale: scale, zero: zero, to: y.elements(of: Float.self), on: memory.pool)
    } else {
      loop?.quantize(
        x.assumingMemoryBound(to: Float.self), scale: scale, zero: zero, to: y.base,
        on: memory.pool)
    }
  }

  func backward(_ memory: StepMemory) {}
}
