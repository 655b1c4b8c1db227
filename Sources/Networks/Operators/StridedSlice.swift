import RLASymbolic

/// Evenly spaced positions along several axes, with bounds that are whole numbers of the network.
///
/// Shapes: any → ⌈(end − start) / step⌉ along each axis. Negative bounds count from the end, and
/// bounds beyond an axis stop at it. ONNX Slice, version 13.
public struct StridedSlice: Rearrangement {
  public static let kind = OperatorKind(
    "StridedSlice", .movement, onnx: ["Slice"],
    inputs: [OperatorKind.Port("data")]
      + ["starts", "ends"].map { OperatorKind.Port($0, reads: .attributes) }
      + ["axes", "steps"].map { OperatorKind.Port($0, .optional, reads: .attributes) })

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "Tensor.__getitem__", aten: "slice", "narrow", "select")

  public var title: String { "slice" }

  /// What is taken of an axis.
  private struct Cut {
    let axis: Int
    let start: Dim
    let count: Dim
    let step: Int
  }

  /// - Throws: `ShapeMismatch.rank` where the bounds have different numbers, `.axis` where there is
  ///   no such axis, `.unknownElements` where axes or steps are not known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let data = inputs[0]
    var shape = data.shape
    let (axes, steps) = try (axes(of: inputs), steps(of: inputs))
    let (starts, ends) = (inputs[1].elements, inputs[2].elements)
    var cuts: [Cut] = []
    for (index, axis) in axes.enumerated() {
      let axis = try shape.axis(axis)
      let step = steps.isEmpty ? 1 : steps[index]
      guard let start = starts?[index], let end = ends?[index],
        let cut = try cut(axis, of: data.shape.dims[axis], start, end, step, &requirements)
      else {
        shape.dims[axis] = requirements.unknownSize("axis\(axis)")
        continue
      }
      shape.dims[axis] = cut.count
      cuts.append(cut)
    }
    let isKnown = cuts.count == axes.count
    return [Fact(data.type, shape, elements: isKnown ? elements(of: data, cuts, shape) : nil)]
  }

  private func axes(of inputs: Operands) throws(ShapeMismatch) -> [Int] {
    guard let count = inputs.shape(1).elements.value else {
      throw .unknownElements(input: "starts")
    }
    for position in [1, 2] {
      if let known = inputs[position].elements, known.count != count {
        throw .rank(expected: count, actual: known.count)
      }
    }
    guard let given = inputs.optional(3) else { return Array(0..<count) }
    guard let axes = given.elements?.map(\.value), !axes.contains(nil) else {
      throw .unknownElements(input: "axes")
    }
    guard axes.count == count else { throw .rank(expected: count, actual: axes.count) }
    return axes.compactMap(\.self)
  }

  private func steps(of inputs: Operands) throws(ShapeMismatch) -> [Int] {
    guard let given = inputs.optional(4) else { return [] }
    guard let steps = given.elements?.compactMap(\.value), !steps.contains(0),
      steps.count == inputs.shape(1).elements.value, !steps.contains(.min)
    else { throw .unknownElements(input: "steps") }
    return steps
  }

  /// What is taken of an axis; nil where the symbols leave it open.
  private func cut(
    _ axis: Int, of size: Dim, _ start: Dim, _ end: Dim, _ step: Int,
    _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Cut? {
    // Backward, positions lie in −1 … n − 1, forward in 0 … n.
    let (low, high) = step > 0 ? (Dim(0), size) : (Dim(-1), size - 1)
    guard let first = clamped(start, size, step > 0 ? low : 0, high, &requirements),
      let last = clamped(end, size, low, high, &requirements)
    else { return nil }
    let span = step > 0 ? last - first : first - last
    guard let isEmpty = span.isLess(than: 1) else {
      try? requirements.require(.atLeast(span, 0), otherwise: .overflow)
      return Cut(axis: axis, start: first, count: span.ceilDivided(by: abs(step)), step: step)
    }
    let count = isEmpty ? 0 : span.ceilDivided(by: abs(step))
    return Cut(axis: axis, start: first, count: count, step: step)
  }

  /// Bounds of this size or more mean that there is none.
  private static let open = Int(Int32.max)

  /// A bound counted from the beginning and limited to the axis; nil where its sign is open.
  private func clamped(
    _ bound: Dim, _ size: Dim, _ low: Dim, _ high: Dim, _ requirements: inout Requirements
  ) -> Dim? {
    if let number = bound.value {
      if number >= Self.open { return high }
      if number <= -Self.open { return low }
    }
    guard let isNegative = bound.isLess(than: 0) else { return nil }
    let position = isNegative ? bound + size : bound
    if let isLow = position.isLess(than: low) {
      if isLow { return low }
    } else {
      try? requirements.require(.atLeast(position, low), otherwise: .overflow)
    }
    if let isHigh = high.isLess(than: position) {
      return isHigh ? high : position
    }
    try? requirements.require(.atLeast(high, position), otherwise: .overflow)
    return position
  }

  /// The elements of a small tensor that is known.
  private func elements(of data: Fact, _ cuts: [Cut], _ shape: Shape) -> [Dim]? {
    guard data.elements != nil, var strides = data.strides else { return nil }
    var start = 0
    for cut in cuts {
      guard let first = cut.start.value else { return nil }
      start += first * strides[cut.axis]
      strides[cut.axis] *= cut.step
    }
    return data.moved(to: shape, from: start, strides: strides)
  }

  public var storage: Storage { .view }
}
