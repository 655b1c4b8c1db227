import RLAKernels
import RLANetworks

/// What goes into a run and comes out of it.
extension Session {
  /// Sets an input of 32-bit floating-point numbers, in row-major order.
  public func setInput(_ input: Int, _ numbers: [Float]) {
    numbers.withUnsafeBufferPointer { setInput(input, from: $0) }
  }

  /// Sets an input of 32-bit floating-point numbers, in row-major order.
  public func setInput(_ input: Int, from numbers: UnsafeBufferPointer<Float>) {
    let (value, placement) = self.input(input, count: numbers.count)
    precondition(placement.type == .float32, "The input is of another type.")
    guard let base = numbers.baseAddress else { return }
    memory.tensor(value).copy(from: base, width: placement.type.bytes, on: memory.pool)
  }

  /// Sets an input of whole numbers, or of truth values as 0 and 1, in row-major order.
  public func setInput(_ input: Int, _ numbers: [Int]) {
    let (value, placement) = self.input(input, count: numbers.count)
    let target = memory.tensor(value)
    for (position, number) in numbers.enumerated() {
      placement.type.store(number, target.base, target.offset(of: position))
    }
  }

  private func input(_ index: Int, count: Int) -> (ValueID, Placement) {
    guard let value = plan.value(ofInput: index), let placement = plan.placements[value] else {
      preconditionFailure("The network has no such input.")
    }
    precondition(count == placement.count, "The input has another size.")
    return (value, placement)
  }

  /// The result of the last forward pass, N×classes.
  public var logits: [Float] { numbers(memory.tensor(plan.output), plan.output) }

  /// All results of the last forward pass in the order of the network's outputs, each in row-major
  /// order, numbers of other types rounded to 32-bit floating-point numbers.
  public var outputs: [[Float]] {
    plan.network.outputs.map { numbers(memory.tensor($0.value), $0.value) }
  }

  /// The sizes of a result.
  public func sizes(ofOutput output: Int) -> [Int] {
    memory.tensor(plan.network.outputs[output].value).sizes
  }

  /// A result of whole numbers or truth values, in row-major order.
  public func wholeNumbers(ofOutput output: Int) -> [Int] {
    wholeNumbers(plan.network.outputs[output].value)
  }

  /// A value of whole numbers or truth values that is there after a forward pass, in row-major order.
  func wholeNumbers(_ value: ValueID) -> [Int] {
    let tensor = memory.tensor(value)
    let type = plan.placements[value]?.type ?? .int64
    return (0..<tensor.count).map { type.loadWhole(tensor.base, tensor.offset(of: $0)) }
  }

  /// The gradient of the first input in row-major order; see `gradient(ofInput:)`.
  public var inputGradient: [Float] { gradient(ofInput: 0) }

  /// The gradient of an input in row-major order, after a backward pass of a plan that wants it;
  /// zeros where the loss does not depend on it.
  public func gradient(ofInput input: Int) -> [Float] {
    precondition(plan.options.wantsInputGradient, "The plan leaves out the gradients of inputs.")
    guard let value = plan.value(ofInput: input) else {
      preconditionFailure("The network has no such input.")
    }
    if !memory.hasGradient(value) {
      return Array(repeating: 0, count: plan.placements[value]?.count ?? 0)
    }
    return numbers(memory.gradientTensor(value), value)
  }

  /// The gradient of a constant of the network, by its number, in row-major order; zeros where the
  /// loss does not depend on it.
  public func gradient(ofConstant constant: Int) -> [Float] {
    guard let value = plan.network.origins.firstIndex(of: .constant(constant)).map({ ValueID($0) })
    else { preconditionFailure("The network has no such constant.") }
    if memory.hasGradient(value) { return numbers(memory.gradientTensor(value), value) }
    return Array(repeating: 0, count: plan.placements[value]?.count ?? 0)
  }

  private func numbers(_ tensor: TensorView, _ value: ValueID) -> [Float] {
    if plan.placements[value]?.type != .float32 {
      return elements(tensor, value).map { Float($0) }
    }
    return Array(unsafeUninitializedCapacity: tensor.count) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      tensor.copy(to: base, width: MemoryLayout<Float>.stride, on: memory.pool)
      count = tensor.count
    }
  }

  private func elements(_ tensor: TensorView, _ value: ValueID) -> [Double] {
    let type = plan.placements[value]?.type ?? .float32
    return (0..<tensor.count).map { type.load(tensor.base, tensor.offset(of: $0)) }
  }
}
