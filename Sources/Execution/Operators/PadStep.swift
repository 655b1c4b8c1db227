import RLAKernels
import RLANetworks

/// A padded tensor, copied box by box.
///
/// Inputs: the tensor, then the fill value if it is an input.
struct PadStep: SettlingStep {
  var frame: StepFrame
  /// By axis.
  private let runs: [[PadRun]]
  /// The fill value where it is not an input.
  private let filling: UInt64
  private var width = 0
  private var boxes: [Box] = []

  /// A run along each axis.
  private struct Box: Sendable {
    /// The offset of the box in the result, in elements.
    let target: Int
    /// The offset of the source in the input, in elements; nil where the box is filled.
    let source: Int?
    let copy: StridedCopy
    let back: Folding
  }

  init(frame: StepFrame, runs: [[PadRun]], filling: UInt64) {
    self.frame = frame
    self.runs = runs
    self.filling = filling
  }

  mutating func settle(_ values: LoweredValues) {
    let source = values.placed(frame.inputs[0])
    let target = values.placed(frame.output)
    width = source.type.bytes
    let choices = runs.reduce([[]]) { boxes, runs in
      boxes.flatMap { box in runs.map { box + [$0] } }
    }
    boxes = choices.map { Self.box($0, from: source, to: target) }
  }

  private static func box(
    _ runs: [PadRun], from whole: Placement, to result: Placement
  ) -> Box {
    var (source, target) = (whole, result)
    for (axis, run) in runs.enumerated() {
      target = target.sliced(axis, from: run.target, count: run.count)
      source = source.sliced(axis, from: run.source ?? 0, count: run.count, step: run.step)
    }
    let isFilled = runs.contains { $0.source == nil }
    let strides = isFilled ? source.strides.map { _ in 0 } : source.strides
    return Box(
      target: target.offset - result.offset,
      source: isFilled ? nil : source.offset - whole.offset,
      copy: StridedCopy(
        sizes: target.sizes, from: strides, to: target.strides, width: whole.type.bytes),
      back: Folding(sizes: target.sizes, from: target.strides, toBroadcast: strides))
  }

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    withUnsafeBytes(of: filling) { bytes in
      let given = frame.inputs.count > 1 ? memory.tensor(frame.inputs[1]).base : nil
      guard let number = given.map({ UnsafeRawPointer($0) }) ?? bytes.baseAddress else { return }
      let source = UnsafeRawPointer(memory.tensor(frame.inputs[0]).base)
      let target = memory.tensor(frame.output).base
      for box in boxes {
        box.copy.run(
          box.source.map { source + $0 * width } ?? number, to: target + box.target * width,
          on: memory.pool)
      }
    }
  }

  func backward(_ memory: StepMemory) {
    for input in frame.inputs.indices where frame.wants(input) {
      let gradient = memory.gradientTensor(frame.inputs[input])
      if !frame.adds(input) { gradient.clear() }
      let source = memory.gradientTensor(frame.output).elements(of: Float.self)
      let target = gradient.elements(of: Float.self)
      for box in boxes where (box.source == nil) == (input == 1) {
        box.back.sum(
          source + box.target, to: target + (box.source ?? 0), accumulating: true,
          on: memory.pool)
      }
    }
  }
}
