public import RLASymbolic

/// A tensor repeated along its axes.
///
/// Shapes: any → every size times the repeats of its axis. Additional leading repeats create new
/// axes, as in `Tensor.repeat`.
public struct Tile: Rearrangement {
  public static let kind = OperatorKind(
    "Tile", .movement, onnx: ["Tile"],
    inputs: [
      OperatorKind.Port("input"), OperatorKind.Port("repeats", .optional, reads: .attributes),
    ])

  /// One number for each axis of the result; nil where the second input has them.
  public let repeats: [Dim]?

  public init(_ repeats: [Dim]? = nil) {
    self.repeats = repeats
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.repeat", aten: "repeat", "tile")

  public var title: String { "tile" }

  /// - Throws: `ShapeMismatch.rank` where there are fewer repeats than axes, `.elements` where one is
  ///   negative, `.unknownElements` where the number of repeats is not known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let repeats: [Dim]
    if let given = self.repeats {
      repeats = given
    } else {
      repeats = try requirements.sizes(inputs.optional(1), "repeats")
    }
    guard repeats.count >= input.shape.rank else {
      throw .rank(expected: repeats.count, actual: input.shape.rank)
    }
    let newAxes = [Dim](repeating: 1, count: repeats.count - input.shape.rank)
    let sizes = zip(newAxes + input.shape.dims, repeats).map { $0 * $1 }
    let shape = try Shape(sizes: sizes, &requirements)
    for count in repeats {
      try requirements.require(
        .atLeast(count, 0), otherwise: .elements(expected: input.shape.elements, actual: count))
    }
    return [Fact(input.type, shape, elements: elements(input, repeats))]
  }

  /// The elements of a known vector, repeated.
  private func elements(_ input: Fact, _ repeats: [Dim]) -> [Dim]? {
    guard input.shape.rank == 1, repeats.count == 1, let count = repeats[0].value,
      let elements = input.elements, (0...Fact.mostElements).contains(count)
    else { return nil }
    let (total, overflow) = count.multipliedReportingOverflow(by: elements.count)
    if overflow || total > Fact.mostElements { return nil }
    return (0..<total).map { elements[$0 % elements.count] }
  }

  public var storage: Storage { .fresh }
}
