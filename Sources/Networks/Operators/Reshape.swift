public import RLASymbolic

/// The same elements in the same order under another shape.
///
/// Shapes: any → the target, which has the same number of elements. The target is an attribute or
/// the known elements of a second input.
public struct Reshape: Rearrangement {
  public static let kind = OperatorKind(
    "Reshape", .movement, onnx: ["Reshape", "Flatten", "Squeeze", "Unsqueeze"],
    inputs: [OperatorKind.Port("X"), OperatorKind.Port("shape", .optional, reads: .attributes)])

  /// A size of the new shape.
  public enum Extent: Hashable, Sendable {
    case size(Dim)
    /// The size of that axis of the input.
    case axis(Int)
    /// The product of the sizes of the input from that axis on.
    case rest(from: Int)
    /// The size that follows from all others; at most one.
    case inferred
  }

  /// The new sizes; nil where the second input has them: 0 for the size of the input's axis, −1 for
  /// the size that follows from all others.
  public let target: [Extent]?
  /// Axes of the input that must have size 1.
  public let singleAxes: [Int]
  /// Whether a 0 of the second input means 0 instead of the size of the input's axis.
  public let allowsZero: Bool
  public let title: String
  /// Products of sizes that the code before it computes each time, as einops does.
  public let sizeProducts: Int

  /// - Parameters:
  ///   - target: The new sizes; nil where the second input has them.
  ///   - singleAxes: Axes of the input that must have size 1.
  ///   - allowsZero: Whether a 0 of the second input means 0.
  ///   - title: What drawings write.
  ///   - sizeProducts: Products of sizes that the code before it computes each time.
  public init(
    to target: [Extent]?, singleAxes: [Int] = [], allowsZero: Bool = false,
    title: String = "reshape", sizeProducts: Int = 0
  ) {
    self.target = target
    self.singleAxes = singleAxes
    self.allowsZero = allowsZero
    self.title = title
    self.sizeProducts = sizeProducts
  }

  /// N×C×1×1 → N×C.
  public static let vector = Reshape(
    to: [.axis(0), .axis(1)], singleAxes: [2, 3], title: "flatten")
  /// N×C×H×W → N×(C·H·W).
  public static let flattened = Reshape(to: [.axis(0), .rest(from: 1)], title: "flatten")
  /// N×C → N×C×1×1.
  public static let map = Reshape(
    to: [.axis(0), .axis(1), .size(1), .size(1)], title: "as map")
  /// N×C×1×1 → N×1×C, so that a convolution can slide over the channels.
  public static let sequence = Reshape(
    to: [.axis(0), .size(1), .axis(1)], singleAxes: [2, 3], title: "as sequence")
  /// N×1×C → N×C×1×1.
  public static let mapFromSequence = Reshape(
    to: [.axis(0), .axis(2), .size(1), .size(1)], singleAxes: [1], title: "as map")

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { sizeProducts == 0 ? Self.names : Self.computedNames }

  private static let names = TorchNames(
    function: "Tensor.view", aten: "view", "reshape", "flatten", "squeeze", "unsqueeze",
    "_unsafe_view")
  private static let computedNames = TorchNames(
    function: "einops.rearrange", aten: "view", "view(einops)")

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    for axis in singleAxes {
      let size = input.shape.dims[try input.shape.axis(axis)]
      if size == 1 { continue }
      try requirements.require(.equal(size, 1), otherwise: .unequal(axis: axis, size, 1))
    }
    let shape = try resolved(extents(of: inputs, &requirements), input.shape, &requirements)
    return [input.spread(to: shape) { $0.elements }]
  }

  /// The new sizes, from the attribute or the second input.
  private func extents(
    of inputs: Operands, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Extent] {
    if let target { return target }
    guard let sizes = inputs.optional(1)?.elements else {
      let unknown = try requirements.sizes(inputs.optional(1), "shape")
      return unknown.dropLast().map { .size($0) } + unknown.suffix(1).map { _ in .inferred }
    }
    var extents: [Extent] = []
    for (axis, size) in sizes.enumerated() {
      if size == 0, !allowsZero {
        extents.append(.axis(axis))
      } else if size == -1 {
        extents.append(.inferred)
      } else {
        try requirements.require(
          .atLeast(size, 0), otherwise: .elements(expected: inputs.shape().elements, actual: size))
        extents.append(.size(size))
      }
    }
    return extents
  }

  private func resolved(
    _ extents: [Extent], _ input: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    var dims: [Dim] = []
    dims.reserveCapacity(extents.count)
    var open: Int?
    for extent in extents {
      switch extent {
      case .size(let size): dims.append(size)
      case .axis(let axis): dims.append(input.dims[try input.axis(axis)])
      case .rest(let first):
        dims.append(input.dims.dropFirst(try input.axis(first)).reduce(1, *))
      case .inferred:
        guard open == nil else { throw .elements(expected: input.elements, actual: -1) }
        open = dims.count
        dims.append(1)
      }
    }
    // Axes that are required to have size 1 are taken for 1, so that no size is required twice.
    let kept = input.dims.enumerated().filter { !singleAxes.contains($0.offset) }
    let (wanted, given) = (dims.reduce(1, *), kept.reduce(1) { $0 * $1.element })
    if let open {
      dims[open] = try quotient(given, wanted, &requirements)
    } else if wanted != given {
      try requirements.require(
        .equal(wanted, given), otherwise: .elements(expected: given, actual: wanted))
    }
    return Shape(dims)
  }

  /// The size of an open axis, for `given` elements and the other sizes.
  private func quotient(
    _ given: Dim, _ wanted: Dim, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Dim {
    if let quotient = given.exactQuotient(by: wanted) { return quotient }
    if given.value != nil, wanted.value != nil {
      throw .elements(expected: given, actual: wanted)
    }
    let open = requirements.unknownSize("size")
    try requirements.require(
      .equal(open * wanted, given), otherwise: .elements(expected: given, actual: wanted))
    return open
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let elements = outputs[0].shape.elements
    var work = Work(inputElements: inputs.shape().elements, outputElements: elements)
    work[.sizeProducts] = Dim(sizeProducts)
    return work
  }

  public var storage: Storage { .view }
}
