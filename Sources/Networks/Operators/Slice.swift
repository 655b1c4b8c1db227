public import RLASymbolic

/// Evenly spaced positions along an axis: `y = x[…, start ..< start + count, …]` with a step of 1.
public struct Slice: Rearrangement {
  public static let kind = OperatorKind("Slice", .movement)

  /// Counted from the end where negative.
  public let axis: Int
  public let start: Dim
  public let count: Dim
  /// The distance between positions; negative to go backward.
  public let step: Int

  /// - Parameters:
  ///   - axis: The axis to cut, counted from the end where negative.
  ///   - start: The first position.
  ///   - count: The number of positions.
  ///   - step: The distance between positions, not 0.
  public init(axis: Int = 1, start: Dim, count: Dim, step: Int = 1) {
    precondition(step != 0, "A slice moves on.")
    self.axis = axis
    self.start = start
    self.count = count
    self.step = step
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torch.split", aten: "split", "slice", "narrow", "chunk", "split_with_sizes")

  public var title: String {
    let name = axis == 1 ? "channels" : "axis \(axis):"
    return "\(name) \(start)-\(start + (count - 1) * Dim(step))"
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let axis = try input.shape.axis(self.axis)
    let size = input.shape.dims[axis]
    try requirements.require(
      .atLeast(count, 0), otherwise: .elements(expected: 0, actual: count))
    let last = start + (count - 1) * Dim(step)
    let end = step > 0 ? last : start
    try requirements.require(
      .positive(size - end), otherwise: .channels(expected: end + 1, actual: size))
    let first = step > 0 ? start : last
    try requirements.require(
      .atLeast(first, 0), otherwise: .channels(expected: end + 1, actual: size))
    var output = input.shape
    output.dims[axis] = count
    let cut = AxisRange(axis: axis, start: start, count: count, step: step)
    return [input.rearranged(to: output) { $0.elements(at: output, along: [cut]) }]
  }

  public var storage: Storage { .view }
}
