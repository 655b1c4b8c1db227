import RLAKernels
import RLANetworks

extension Concatenation: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  /// Kernels take the parts of a map along its channels directly.
  func leavesParts(at site: Site) -> Bool {
    site.axis(axis) == 1 && site.hasMaps && parts(of: site).count == site.inputs.count
  }

  var readsNothing: Bool { true }

  /// The inputs that have elements.
  private func parts(of site: Site) -> [ValueID] {
    site.inputs.enumerated().filter { !site.sizes($0.offset).contains(0) }.map(\.element)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let parts = parts(of: site)
    // Where some parts are made in their places, the whole is there.
    let order =
      lowering.values.isBegun(site.output) ? .channelsLast : lowering.order(of: parts[0])
    return ConcatenationStep(
      frame: lowering.frame(
        Lowering.Chain(site), inputs: parts, taking: .any, giving: order),
      axis: site.axis(axis))
  }
}

/// Copies tensors next to each other along an axis, unless they were made there.
struct ConcatenationStep: SettlingStep {
  var frame: StepFrame
  private let axis: Int
  /// By input; nil where it is in its place already.
  private var copies: [PartCopy?] = []

  private struct PartCopy: Sendable {
    /// Elements of the result before the part.
    let offset: Int
    let width: Int
    let copy: StridedCopy
    let back: StridedCopy
  }

  init(frame: StepFrame, axis: Int) {
    self.frame = frame
    self.axis = axis
  }

  mutating func settle(_ values: LoweredValues) {
    let whole = values.placed(frame.output)
    var begin = 0
    copies = frame.inputs.map { input in
      let part = values.placed(input)
      let target = whole.sliced(axis, from: begin, count: part.sizes[axis])
      begin += part.sizes[axis]
      if part == target { return nil }
      return PartCopy(
        offset: target.offset - whole.offset, width: part.type.bytes,
        copy: StridedCopy(
          sizes: part.sizes, from: part.strides, to: target.strides, width: part.type.bytes),
        back: StridedCopy(
          sizes: part.sizes, from: target.strides, to: part.strides, width: part.type.bytes))
    }
  }

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    let whole = memory.tensor(frame.output).base
    for (input, part) in zip(frame.inputs, copies) {
      guard let part else { continue }
      part.copy.run(
        memory.tensor(input).base, to: whole + part.offset * part.width, on: memory.pool)
    }
  }

  func backward(_ memory: StepMemory) {
    let whole = memory.gradientTensor(frame.output)
    for (index, part) in copies.enumerated() where frame.wants(index) {
      guard let part else { continue }
      let target = memory.gradientTensor(frame.inputs[index])
      part.back.backward(
        TensorView(
          whole.base + part.offset * part.width, sizes: target.sizes, strides: target.strides),
        to: target, accumulating: frame.adds(index), on: memory.pool)
    }
  }
}
