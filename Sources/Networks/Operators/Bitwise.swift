import RLASymbolic

/// A function of the bits of whole numbers: one row of the table of such functions.
public struct BitFunction: Hashable, Sendable {
  public let kind: OperatorKind
  public let torch: TorchNames
  /// The label in drawings.
  public let title: String
  /// The loop of the C library that computes it.
  public let loop: String
  /// The result for two numbers, of which a function of one ignores the second; nil where there is
  /// none in 64 bits.
  fileprivate let formula: @Sendable (Int, Int) -> Int?

  private init(
    _ kind: OperatorKind, _ name: String, _ title: String,
    formula: @escaping @Sendable (Int, Int) -> Int?
  ) {
    self.kind = kind
    torch = TorchNames(function: "torch.\(name)", aten: name)
    self.title = title
    loop = name
    self.formula = formula
  }

  public static let and = Self(.bitwiseAnd, "bitwise_and", "&") { $0 & $1 }
  public static let or = Self(.bitwiseOr, "bitwise_or", "|") { $0 | $1 }
  public static let exclusiveOr = Self(.bitwiseXor, "bitwise_xor", "^") { $0 ^ $1 }
  public static let not = Self(.bitwiseNot, "bitwise_not", "~") { number, _ in ~number }
  public static let shiftLeft = Self(.bitShift, "bitwise_left_shift", "<<") { number, places in
    guard (0..<63).contains(places) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: 1 << places)
    return overflow ? nil : product
  }
  public static let shiftRight = Self(.bitShift, "bitwise_right_shift", ">>") { number, places in
    (0..<63).contains(places) ? number >> places : nil
  }

  /// Every row.
  public static let all: [BitFunction] = [
    .and, .or, .exclusiveOr, .not, .shiftLeft, .shiftRight,
  ]

  public static func == (left: Self, right: Self) -> Bool { left.title == right.title }

  public func hash(into hasher: inout Hasher) { hasher.combine(title) }
}

/// A function of the bits of whole numbers, element by element.
///
/// Shapes: any two that broadcast → their common shape; for a function of one tensor, any → the same.
public struct Bitwise: Operator {
  public let function: BitFunction

  public init(_ function: BitFunction) {
    self.function = function
  }

  public var kind: OperatorKind { function.kind }

  public var torch: TorchNames { function.torch }

  public var title: String { function.title }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let left = inputs[0]
    guard kind.inputs.count == 2 else {
      return [Fact(left.type, left.shape, elements: elements(left, left, left.shape))]
    }
    let right = inputs[1]
    let shape = try left.shape.broadcast(with: right.shape, requiring: &requirements)
    return [Fact(left.type, shape, elements: elements(left, right, shape))]
  }

  private func elements(_ left: Fact, _ right: Fact, _ shape: Shape) -> [Dim]? {
    guard let a = left.elements.flatMap({ shape.repeating($0, of: left.shape) }),
      let b = right.elements.flatMap({ shape.repeating($0, of: right.shape) })
    else { return nil }
    let results = zip(a, b).map { one, other -> Dim? in
      guard let one = one.value, let other = other.value else { return nil }
      return function.formula(one, other).map { Dim(left.type.keeping($0)) }
    }
    return results.contains(nil) ? nil : results.compactMap(\.self)
  }

  /// Each result is one operation, counted as an addition.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let m = outputs[0].shape.elements
    return Work(
      ElementCost(additions: 1), times: m, inputElements: inputs.shape().elements,
      outputElements: m)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

extension ElementType {
  /// The number that the low bits of another one are, as many as an element without a sign has.
  fileprivate func keeping(_ number: Int) -> Int {
    switch self {
    case .uint8, .uint16, .uint32: number & (1 << bits - 1)
    default: number
    }
  }
}

extension OperatorKind {
  public static let bitwiseAnd = bits("BitwiseAnd")
  public static let bitwiseOr = bits("BitwiseOr")
  public static let bitwiseXor = bits("BitwiseXor")
  public static let bitwiseNot = OperatorKind("BitwiseNot", .arithmetic, onnx: ["BitwiseNot"])
  public static let bitShift = bits("BitShift")

  private static func bits(_ name: String) -> OperatorKind {
    OperatorKind(name, .arithmetic, onnx: [name], inputs: [Port("A"), Port("B")])
  }
}
