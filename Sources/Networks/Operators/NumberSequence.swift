import RLASymbolic

/// Evenly spaced whole numbers: start, start + step, … below a limit.
///
/// Shapes: three scalars → ⌈(limit − start) / step⌉, a new symbol where they are known only at run
/// time.
public struct NumberSequence: Rearrangement {
  public static let kind = OperatorKind(
    "Range", .shape, onnx: ["Range"],
    inputs: ["start", "limit", "delta"].map { OperatorKind.Port($0, reads: .numbers) })

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.arange", aten: "arange")

  public var title: String { "range" }

  /// - Throws: `ShapeMismatch.step` for a step of 0.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    if inputs[2].element == 0 { throw .step }
    guard let start = inputs[0].element, let limit = inputs[1].element,
      let step = inputs[2].element?.value
    else { return [Fact(inputs[0].type, [requirements.unknownSize()])] }
    let span = step > 0 ? limit - start : start - limit
    let count = span.ceilDivided(by: step.length)
    if let number = count.value {
      let numbers = (0..<min(max(0, number), Fact.mostElements + 1)).map { start + Dim($0 * step) }
      return [Fact(inputs[0].type, [Dim(max(0, number))], elements: numbers)]
    }
    try requirements.require(
      .positive(count + 1), otherwise: .elements(expected: 0, actual: count))
    var numbers = Fact(inputs[0].type, [count])
    numbers.largest = step > 0 ? start + (count - 1) * Dim(step) : start
    return [numbers]
  }

  public var storage: Storage { .fresh }
}
