public import RLASymbolic

/// Evenly spaced positions along several axes, from starts to ends that are inputs:
/// `y = x[start:end:step, …]`.
///
/// Shapes: any → max(0, ⌈(end − start) / step⌉) along each of the axes. Starts and ends count from
/// the end of the axis where negative, and are clamped to it. ONNX `Slice`, version 13; Python.
public struct RangeSlice: Rearrangement {
  public static let kind = OperatorKind(
    "RangeSlice", .movement, onnx: ["Slice"],
    inputs: [
      OperatorKind.Port("data"), OperatorKind.Port("starts", reads: .attributes),
      OperatorKind.Port("ends", reads: .attributes),
      OperatorKind.Port("axes", .optional, reads: .attributes),
      OperatorKind.Port("steps", .optional, reads: .attributes),
    ])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "Tensor.__getitem__", aten: "slice", "narrow")

  public var title: String { "slice" }

  /// A size or start that is known only at run time is a new symbol.
  ///
  /// - Throws: `ShapeMismatch.unknownElements` where the axes or steps are not known, `.rank` where
  ///   the inputs differ in length, `.step` for a step of 0.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let (axes, steps) = try axesAndSteps(inputs)
    var shape = input.shape
    var cuts: [AxisRange] = []
    for (index, axis) in axes.enumerated() {
      let size = shape.dims[axis]
      guard let start = inputs[1].elements?[index], let end = inputs[2].elements?[index] else {
        shape.dims[axis] = requirements.unknownSize("axis\(axis)", atMost: size)
        continue
      }
      if steps[index] == 1, start.value == 0, Self.isOpen(size, cutAt: end) {
        shape.dims[axis] = requirements.unknownSize("axis\(axis)", atMost: end)
        continue
      }
      let cut = try AxisRange(
        axis: axis, from: start, to: end, step: steps[index], of: size, &requirements)
      shape.dims[axis] = cut.count
      cuts.append(cut)
    }
    let isKnown = cuts.count == axes.count
    return [
      input.rearranged(to: shape) { isKnown ? $0.elements(at: shape, along: cuts) : nil }
    ]
  }

  /// Whether an axis whose size only running tells may be shorter than the end of the cut, as where a
  /// detector keeps at most so many boxes.
  private static func isOpen(_ size: Dim, cutAt end: Dim) -> Bool {
    guard let number = end.value, number > 0, number < AxisRange.openEnd,
      size.symbols.contains(where: \.isUnknown)
    else { return false }
    return size.isLess(than: end) == nil
  }

  /// The axes that are cut, counted from the beginning, and the step along each.
  private func axesAndSteps(_ inputs: Operands) throws(ShapeMismatch) -> ([Int], [Int]) {
    let count = inputs[1].elements?.count ?? inputs.shape(1).dims.first?.value ?? 1
    let axes = try numbers(inputs.optional(3), "axes") ?? Array(0..<count)
    let steps = try numbers(inputs.optional(4), "steps") ?? [Int](repeating: 1, count: count)
    let lengths = [axes.count, steps.count] + (inputs[2].elements.map { [$0.count] } ?? [])
    for length in lengths where length != count { throw .rank(expected: count, actual: length) }
    if steps.contains(0) { throw .step }
    return (try inputs.shape().axes(axes), steps)
  }

  private func numbers(_ input: Fact?, _ name: String) throws(ShapeMismatch) -> [Int]? {
    guard let input else { return nil }
    guard let numbers = input.numbers else { throw .unknownElements(input: name) }
    return numbers
  }

  /// What is cut out of an input, for starts and ends that are known.
  public func cuts(_ inputs: Operands) -> [AxisRange]? {
    var requirements = Requirements()
    guard let (axes, steps) = try? axesAndSteps(inputs), let starts = inputs[1].elements,
      let ends = inputs[2].elements
    else { return nil }
    let cuts = axes.indices.compactMap { index in
      try? AxisRange(
        axis: axes[index], from: starts[index], to: ends[index], step: steps[index],
        of: inputs.shape().dims[axes[index]], &requirements)
    }
    return cuts.count == axes.count ? cuts : nil
  }

  public var storage: Storage { .view }
}

/// Evenly spaced positions along one axis.
public struct AxisRange: Hashable, Sendable {
  public let axis: Int
  /// The first position.
  public let start: Dim
  public let count: Dim
  /// The distance between positions; negative to go backward.
  public let step: Int

  init(axis: Int, start: Dim, count: Dim, step: Int) {
    self.axis = axis
    self.start = start
    self.count = count
    self.step = step
  }

  /// The positions from `start` to before `end`, both clamped to an axis of `size`.
  ///
  /// Whether a number is beyond the size of an axis may be undecided. It is assumed not to be.
  fileprivate init(
    axis: Int, from start: Dim, to end: Dim, step: Int, of size: Dim,
    _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    let bounds: (Dim, Dim) = step > 0 ? (0, size) : (-1, size - 1)
    let first = try Self.clamped(start, size, bounds, &requirements)
    let last = try Self.clamped(end, size, bounds, &requirements)
    let span = step > 0 ? last - first : first - last
    var count = span.ceilDivided(by: step.length)
    if count.isLess(than: 1) == true {
      count = 0
    } else {
      try requirements.require(
        .atLeast(count, 0), otherwise: .elements(expected: size, actual: count))
    }
    // The distance to a second position that is not there may leave 64 bits.
    let isShort = count.isLess(than: 2) == true
    self.init(axis: axis, start: first, count: count, step: isShort ? step.signum() : step)
  }

  private static func clamped(
    _ index: Dim, _ size: Dim, _ bounds: (least: Dim, most: Dim),
    _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Dim {
    if let number = index.value {
      // Exporters write the largest and the smallest number for an open end.
      if number >= openEnd { return bounds.most }
      if number <= -openEnd { return bounds.least }
    }
    let position = index.isLess(than: 0) == true ? index + size : index
    if position.isLess(than: bounds.least) == true { return bounds.least }
    if bounds.most.isLess(than: position) == true { return bounds.most }
    let mismatch = ShapeMismatch.index(index, size: size)
    try requirements.require(.atLeast(position, bounds.least), otherwise: mismatch)
    try requirements.require(.atLeast(bounds.most, position), otherwise: mismatch)
    return position
  }

  /// No axis is so long; JAX writes this number.
  fileprivate static let openEnd = 1_000_000_000
}

extension Fact {
  /// The elements of what is cut out along some axes.
  func elements(at shape: Shape, along cuts: [AxisRange]) -> [Dim]? {
    guard elements != nil, let whole = self.shape.strides else { return nil }
    var starts = [Int](repeating: 0, count: whole.count)
    var strides = whole
    for cut in cuts {
      guard let start = cut.start.value else { return nil }
      starts[cut.axis] = start
      strides[cut.axis] = whole[cut.axis] * cut.step
    }
    let first = zip(starts, whole).reduce(0) { $0 + $1.0 * $1.1 }
    return moved(to: shape, from: first, strides: strides)
  }
}
