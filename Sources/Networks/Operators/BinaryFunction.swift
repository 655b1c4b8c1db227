import Glibc
import RLASymbolic

/// A function of two elements: one row of the table of arithmetic, comparisons and logic.
public struct BinaryFunction: Sendable {
  /// What the backward pass reads.
  public let savedTensors: SavedTensors
  public let kind: OperatorKind
  public let torch: TorchNames
  /// The label in drawings.
  public let title: String
  public let cost: ElementCost
  /// Whether the result is a truth value.
  public let isPredicate: Bool
  /// The name of its loop in Sources/CVectors/loops/pairs.h.
  public let loop: String
  /// The result for two numbers, 1 and 0 for true and false.
  public let formula: @Sendable (Double, Double) -> Double
  /// The result for sizes; nil where the symbols do not decide it.
  let sizes: @Sendable (Dim, Dim) -> Dim?

  init(
    _ kind: OperatorKind, _ torch: TorchNames, _ title: String, cost: ElementCost,
    loop: String, savedTensors: SavedTensors = .nothing, isPredicate: Bool = false,
    sizes: (@Sendable (Dim, Dim) -> Dim?)? = nil,
    formula: @escaping @Sendable (Double, Double) -> Double
  ) {
    self.kind = kind
    self.torch = torch
    self.title = title
    self.cost = cost
    self.savedTensors = savedTensors
    self.isPredicate = isPredicate
    self.loop = loop
    self.formula = formula
    self.sizes =
      sizes ?? { left, right in
        guard let left = left.value, let right = right.value else { return nil }
        return Int(counted: formula(Double(left), Double(right))).map { Dim($0) }
      }
  }
}

extension Int {
  /// A whole number computed in doubles; nil where the result is not one, and beyond 2⁵³, where
  /// doubles are no longer exact.
  init?(counted result: Double) {
    guard result.magnitude < 0x1p53 else { return nil }
    self.init(exactly: result)
  }
}

extension BinaryFunction: Hashable {
  public static func == (left: BinaryFunction, right: BinaryFunction) -> Bool {
    left.kind == right.kind
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension BinaryFunction {
  public static let add = row(
    .addition, "add", "+", one, sizes: { $0 + $1 }, formula: { $0 + $1 })
  public static let subtract = row(
    .subtraction, "sub", "−", one, sizes: { $0 - $1 }, formula: { $0 - $1 })
  public static let multiply = row(
    .multiplication, "mul", "×", ElementCost(multiplications: 1), .inputs,
    sizes: { $0 * $1 }, formula: { $0 * $1 })
  public static let divide = row(
    .division, "div", "÷", ElementCost(divisions: 1), .inputs,
    sizes: { $0.quotient(by: $1, rounding: .towardZero) }, formula: { $0 / $1 })
  public static let power = row(
    .power, "pow", "pow", ElementCost(exponentials: 1), .inputs, formula: { pow($0, $1) })
  /// The remainder with the sign of the divisor, as in Python.
  public static let remainder = row(
    .remainder, "remainder", "mod", ElementCost(divisions: 1), .inputs,
    sizes: { $0.remainder(by: $1) }, formula: { $0 - $1 * Glibc.floor($0 / $1) })
  /// The remainder with the sign of the dividend, as in C.
  public static let truncatedRemainder = row(
    .truncatedRemainder, "fmod", "fmod", ElementCost(divisions: 1), .inputs,
    formula: { $0.truncatingRemainder(dividingBy: $1) })
  public static let minimum = row(
    .minimum, "minimum", "min", comparison, .inputs,
    sizes: { left, right in left.isSmaller(than: right).map { $0 ? left : right } },
    formula: { min($0, $1) })
  public static let maximum = row(
    .maximum, "maximum", "max", comparison, .inputs,
    sizes: { left, right in left.isSmaller(than: right).map { $0 ? right : left } },
    formula: { max($0, $1) })

  public static let equal = predicate(.equal, "eq", "=") { $0 == $1 }
  public static let less = predicate(.less, "lt", "<") { $0 < $1 }
  public static let lessOrEqual = predicate(.lessOrEqual, "le", "≤") { $0 <= $1 }
  public static let greater = predicate(.greater, "gt", ">") { $0 > $1 }
  public static let greaterOrEqual = predicate(.greaterOrEqual, "ge", "≥") { $0 >= $1 }
  public static let and = predicate(.and, "logical_and", "and") { $0 != 0 && $1 != 0 }
  public static let or = predicate(.or, "logical_or", "or") { $0 != 0 || $1 != 0 }
  public static let exclusiveOr = predicate(.exclusiveOr, "logical_xor", "xor") {
    ($0 != 0) != ($1 != 0)
  }

  /// Every row.
  public static let all: [BinaryFunction] = [
    .add, .multiply, .subtract, .divide, .power, .remainder, .truncatedRemainder, .minimum,
    .maximum, .equal, .less,
    .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .exclusiveOr,
  ]

  private static let one = ElementCost(additions: 1)
  private static let comparison = ElementCost(comparisons: 1)

  private static func row(
    _ kind: OperatorKind, _ name: String, _ title: String, _ cost: ElementCost,
    _ savedTensors: SavedTensors = .nothing, sizes: (@Sendable (Dim, Dim) -> Dim?)? = nil,
    formula: @escaping @Sendable (Double, Double) -> Double
  ) -> BinaryFunction {
    BinaryFunction(
      kind, TorchNames(function: "torch.\(name)", aten: name, "\(name)_"), title, cost: cost,
      loop: name, savedTensors: savedTensors, sizes: sizes, formula: formula)
  }

  private static func predicate(
    _ kind: OperatorKind, _ name: String, _ title: String,
    _ holds: @escaping @Sendable (Double, Double) -> Bool
  ) -> BinaryFunction {
    BinaryFunction(
      kind, TorchNames(function: "torch.\(name)", aten: name), title, cost: comparison,
      loop: name, isPredicate: true,
      sizes: { $0.verdict(of: kind, against: $1).map { $0 ? 1 : 0 } },
      formula: { holds($0, $1) ? 1 : 0 })
  }
}

extension Dim {
  /// Whether a comparison of sizes holds; nil where the symbols do not decide it.
  fileprivate func verdict(of kind: OperatorKind, against other: Dim) -> Bool? {
    switch kind {
    case .equal: isEqual(to: other)
    case .less: isLess(than: other)
    case .lessOrEqual: isAtMost(other)
    case .greater: other.isLess(than: self)
    case .greaterOrEqual: other.isAtMost(self)
    case .and, .or, .exclusiveOr: logical(kind, other)
    default: nil
    }
  }

  private func logical(_ kind: OperatorKind, _ other: Dim) -> Bool? {
    guard let left = isEqual(to: 0).map({ !$0 }), let right = other.isEqual(to: 0).map({ !$0 })
    else { return nil }
    return kind == .and ? left && right : kind == .or ? left || right : left != right
  }

  /// Whether it is the smaller of two sizes, either one where they are equal; nil where the symbols
  /// do not decide it.
  fileprivate func isSmaller(than other: Dim) -> Bool? {
    isAtMost(other) ?? (other.isAtMost(self) == true ? false : nil)
  }

  fileprivate func isAtMost(_ other: Dim) -> Bool? { other.isLess(than: self).map { !$0 } }
}

extension OperatorKind {
  public static let addition = binary("Addition", "Add")
  public static let subtraction = binary("Subtraction", "Sub")
  public static let multiplication = binary("Multiplication", "Mul")
  public static let division = binary("Division", "Div")
  public static let power = binary("Power", "Pow")
  public static let remainder = binary("Remainder", "Mod")
  public static let truncatedRemainder = binary("TruncatedRemainder", "Mod")
  public static let minimum = binary("Minimum", "Min")
  public static let maximum = binary("Maximum", "Max")
  public static let equal = binary("Equal", "Equal")
  public static let less = binary("Less", "Less")
  public static let lessOrEqual = binary("LessOrEqual", "LessOrEqual")
  public static let greater = binary("Greater", "Greater")
  public static let greaterOrEqual = binary("GreaterOrEqual", "GreaterOrEqual")
  public static let and = binary("And", "And")
  public static let or = binary("Or", "Or")
  public static let exclusiveOr = binary("Xor", "Xor")

  private static func binary(_ name: String, _ onnx: String) -> OperatorKind {
    OperatorKind(name, .arithmetic, onnx: [onnx], inputs: [Port("A"), Port("B")])
  }
}
