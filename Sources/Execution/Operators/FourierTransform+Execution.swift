import RLAKernels
import RLANetworks
import RLASymbolic

extension FourierTransform: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let axis = try? axis(site.operands) else {
      preconditionFailure("A plan knows the axis of a transform.")
    }
    let length = site.operands.optional(1)?.element?.value ?? site.sizes()[axis]
    return FourierStep(
      frame: lowering.frame(site, taking: .rowMajor, giving: .rowMajor),
      kernel: FourierKernel(length: length, inverse: isInverse), axis: axis)
  }
}

/// The transform of the rows along an axis.
struct FourierStep: LightStep {
  var frame: StepFrame
  let kernel: FourierKernel
  let axis: Int

  var algorithm: String { "sums of the definition" }
  var savedValues: [ValueID] { [] }

  /// A tensor in row-major order as what lies before the axis, the axis, what lies behind it, and the
  /// parts of a number.
  private func joined(_ tensor: TensorView) -> TensorView {
    let (sizes, last) = (tensor.sizes, tensor.sizes.count - 1)
    let four = [
      sizes[..<axis].reduce(1, *), sizes[axis], sizes[(axis + 1)..<last].reduce(1, *), sizes[last],
    ]
    return TensorView(
      tensor.base, sizes: four, strides: TensorView.rowMajorStrides(four))
  }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      joined(memory.tensor(frame.inputs[0])), to: joined(memory.tensor(frame.output)),
      on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      joined(memory.gradientTensor(frame.output)),
      to: joined(memory.gradientTensor(frame.inputs[0])), accumulating: frame.adds(0),
      on: memory.pool)
  }
}

/// Frames of the signal, each times the window, and their transforms.
extension ShortTimeFourierTransform: ComposedExecutable {
  func runs(at site: Site) -> Bool {
    guard let length = frameLength(site.operands)?.value, site.operands[1].element?.value != nil
    else { return false }
    // A window has a factor for each element of a frame.
    return site.sizes(ofInput: 2) ?? [length] == [length] && partsRun(at: site)
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let input = inputs[0], let length = frameLength(site.operands)?.value,
      let step = site.operands[1].element?.value
    else { preconditionFailure("A plan knows the frames of a signal.") }
    let (sizes, count) = (site.sizes(0), site.outputSizes()[1])
    let signal = sizes.count == 2 ? net.reshaped(input, sizes + [1]) : input
    let starts = net.combined(
      .multiply, net.numbers(below: count, [count, 1]), net.constant("step", .known(Dim(step))))
    let places = net.combined(.add, starts, net.numbers(below: length, [1, length]))
    var frames = net.one(Gather(axis: 1), signal, places)
    if let window = inputs.at(2) {
      frames = net.combined(.multiply, frames, net.reshaped(window, [length, 1]))
    }
    return [net.one(FourierTransform(axis: 2, oneSided: isOneSided), frames)]
  }
}
