public import RLASymbolic

/// A tensor padded or cropped along its axes.
///
/// Shapes: any → every size plus the margins of its axis; negative margins crop.
public struct Pad: Rearrangement {
  public static let kind = OperatorKind(
    "Pad", .movement, onnx: ["Pad"],
    inputs: [
      OperatorKind.Port("data"), OperatorKind.Port("pads", .optional, reads: .attributes),
      OperatorKind.Port("constant_value", .optional),
      OperatorKind.Port("axes", .optional, reads: .attributes),
    ])

  /// What the new elements are.
  public enum Mode: Hashable, Sendable, CaseIterable {
    /// The same number everywhere.
    case constant
    /// The elements mirrored at the last one, which is not repeated.
    case reflect
    /// The last element.
    case edge
    /// The elements from the other end, as on a circle.
    case wrap
  }

  /// What is added at the ends of an axis.
  public struct Margin: Hashable, Sendable {
    public let before: Dim
    public let after: Dim

    public init(_ before: Dim, _ after: Dim) {
      self.before = before
      self.after = after
    }
  }

  public let mode: Mode
  /// One for each axis of `axes`; nil where the second input has known elements: first all numbers
  /// before, then all numbers after.
  public let margins: [Margin]?
  /// The axes that are padded, counted from the end where negative; nil for those of the fourth
  /// input, or all.
  public let axes: [Int]?
  /// The fill value of the mode `constant`, where the third input is omitted.
  public let value: Double

  /// - Parameters:
  ///   - margins: What is added along each axis; nil where the second input has it.
  ///   - mode: What the new elements are.
  ///   - axes: The axes that are padded; nil for those of the fourth input, or all.
  ///   - value: The fill value of the mode `constant`.
  public init(
    _ margins: [Margin]?, _ mode: Mode = .constant, axes: [Int]? = nil, value: Double = 0
  ) {
    if let margins, let axes {
      precondition(margins.count == axes.count, "Every axis has a margin.")
    }
    self.mode = mode
    self.margins = margins
    self.axes = axes
    self.value = value
  }

  public var kind: OperatorKind { Self.kind }

  /// The class for the number of axes; for two where the number is not given.
  public var torch: TorchNames {
    let count = axes?.count ?? margins.map { $0.count - 2 } ?? 2
    let names = mode == .constant && value == 0 ? Self.zeros : Self.names[mode] ?? Self.zeros
    return names[min(max(count, 1), 3) - 1]
  }

  private static let zeros = names("ZeroPad")
  private static let names = [
    Mode.constant: names("ConstantPad"), .reflect: names("ReflectionPad"),
    .edge: names("ReplicationPad"), .wrap: names("CircularPad"),
  ]

  private static func names(_ module: String) -> [TorchNames] {
    (1...3).map {
      TorchNames(module: "\(module)\($0)d", function: "F.pad", aten: "pad", printsClass: false)
    }
  }

  public var title: String { "pad" }

  /// - Throws: `ShapeMismatch.rank` where the number of margins and axes differ, `.elements` where
  ///   an axis is cropped below 0, `.index` where a mode needs elements that do not exist,
  ///   `.unknownElements` where an input is not known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let axes = try axes(of: input.shape, inputs)
    guard let margins = try margins(inputs) else {
      return [Fact(input.type, try padded(input.shape, axes, inputs.shape(1), requirements))]
    }
    guard margins.count == axes.count else {
      throw .rank(expected: margins.count, actual: axes.count)
    }
    var shape = input.shape
    for (axis, margin) in zip(axes, margins) {
      let size = input.shape.dims[axis]
      for added in [margin.before, margin.after] {
        try require(added, around: size, &requirements)
      }
      shape.dims[axis] = margin.before + size + margin.after
      try requirements.require(
        .atLeast(shape.dims[axis], 0),
        otherwise: .elements(expected: size, actual: shape.dims[axis]))
    }
    return [Fact(input.type, shape)]
  }

  private func axes(of shape: Shape, _ inputs: Operands) throws(ShapeMismatch) -> [Int] {
    if let axes { return try shape.axes(axes) }
    guard let given = inputs.optional(3) else { return Array(shape.dims.indices) }
    guard let numbers = given.elements?.map(\.value), !numbers.contains(nil) else {
      throw .unknownElements(input: "axes")
    }
    return try shape.axes(numbers.compactMap(\.self))
  }

  /// The shape for margins that only running tells.
  private func padded(
    _ shape: Shape, _ axes: [Int], _ pads: Shape, _ requirements: Requirements
  ) throws(ShapeMismatch) -> Shape {
    if let count = pads.elements.value, count != 2 * axes.count {
      throw .rank(expected: count / 2, actual: axes.count)
    }
    var result = shape
    for axis in axes { result.dims[axis] = requirements.unknownSize("axis\(axis)") }
    return result
  }

  /// The margins; nil where the second input has them and is not known.
  private func margins(_ inputs: Operands) throws(ShapeMismatch) -> [Margin]? {
    if let margins { return margins }
    guard let pads = inputs.optional(1) else { throw .unknownElements(input: "pads") }
    guard let numbers = pads.elements else { return nil }
    let count = numbers.count / 2
    return (0..<count).map { Margin(numbers[$0], numbers[count + $0]) }
  }

  /// Requires that a mode can take `added` new elements from the existing ones.
  ///
  /// As in PyTorch and ONNX Runtime, mirroring must not go past the other end.
  private func require(
    _ added: Dim, around size: Dim, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    if mode == .constant || added.isLess(than: 1) == true { return }
    let reach = mode == .reflect ? added : 0
    try requirements.require(.positive(size - reach), otherwise: .index(reach, size: size))
  }

  public var storage: Storage { .fresh }
}
