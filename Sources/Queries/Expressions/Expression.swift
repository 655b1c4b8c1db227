/// An arithmetic expression over named numbers and amounts: `macs / parameters`, `1.05 * 4.4G`.
public indirect enum Expression: Hashable, Sendable {
  case amount(Amount)
  /// A number in the list of names that the expression was read with.
  case name(Int)
  case negated(Expression)
  case sum(Expression, Expression)
  case difference(Expression, Expression)
  case product(Expression, Expression)
  case quotient(Expression, Expression)

  /// The value where each name has the given number.
  ///
  /// - Throws: `ArithmeticFailure` where a division by zero or a number beyond 128 bits occurs.
  public func value(of names: (Int) -> Rational) throws(ArithmeticFailure) -> Rational {
    let value: Rational?
    switch self {
    case .amount(let amount): value = amount.value
    case .name(let number): value = names(number)
    case .negated(let operand): value = try operand.value(of: names).negated
    case .sum(let left, let right):
      value = try left.value(of: names).adding(right.value(of: names))
    case .difference(let left, let right):
      value = try right.value(of: names).negated?.adding(left.value(of: names))
    case .product(let left, let right):
      value = try left.value(of: names).multiplied(by: right.value(of: names))
    case .quotient(let left, let right):
      let divisor = try right.value(of: names)
      guard let reciprocal = divisor.reciprocal else { throw .divisionByZero }
      value = try left.value(of: names).multiplied(by: reciprocal)
    }
    guard let value else { throw .overflow }
    return value
  }

  /// The numbers of the names that occur, in the order of first occurrence.
  public var names: [Int] {
    switch self {
    case .amount: []
    case .name(let number): [number]
    case .negated(let operand): operand.names
    case .sum(let left, let right), .difference(let left, let right),
      .product(let left, let right), .quotient(let left, let right):
      left.names + right.names
    }
  }
}

/// Why an expression has no value.
public enum ArithmeticFailure: Error, Hashable, Sendable {
  case divisionByZero
  case overflow
}

/// A statement about named numbers that is true or false: `macs < 4G and parameters <= 26M`.
public struct Condition: Hashable, Sendable {
  /// The condition as the user wrote it.
  public let text: String
  /// What names stand for, by number.
  public let vocabulary: [String]
  private let root: Node

  indirect enum Node: Hashable, Sendable {
    case comparison(Expression, Operator, Expression)
    case both(Node, Node)
    case either(Node, Node)
    case not(Node)
  }

  enum Operator: String, CaseIterable, Sendable {
    // Longer signs first, so that the reader does not stop at their first character.
    case atMost = "<="
    case atLeast = ">="
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case greater = ">"
  }

  /// Reads a condition.
  ///
  /// - Parameters:
  ///   - text: Comparisons of sums and products, joined by `and`, `or`, `not` and brackets.
  ///   - vocabulary: The names that may occur; case does not count.
  ///   - byteNames: The numbers of the names that count bytes, which amounts of bytes can be compared
  ///     with; nil where units are not checked.
  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public init(
    parsing text: String, vocabulary: [String], byteNames: Set<Int>? = nil
  ) throws(ExpressionFailure) {
    var parser = ExpressionParser(text, vocabulary: vocabulary, byteNames: byteNames)
    root = try parser.wholeCondition()
    self.text = text
    self.vocabulary = vocabulary
  }

  /// Whether the condition holds where each name has the given number.
  ///
  /// - Throws: `ArithmeticFailure` where a side has no value.
  public func holds(for names: (Int) -> Rational) throws(ArithmeticFailure) -> Bool {
    try root.holds(names)
  }

  /// The numbers of the names that occur, each once, in the order of first occurrence.
  public var names: [Int] {
    var seen: Set<Int> = []
    return root.names.filter { seen.insert($0).inserted }
  }
}

extension Condition.Node {
  fileprivate func holds(_ names: (Int) -> Rational) throws(ArithmeticFailure) -> Bool {
    switch self {
    case .both(let left, let right):
      return try left.holds(names) ? right.holds(names) : false
    case .either(let left, let right):
      return try left.holds(names) ? true : right.holds(names)
    case .not(let operand): return try !operand.holds(names)
    case .comparison(let left, let comparison, let right):
      let (left, right) = (try left.value(of: names), try right.value(of: names))
      guard let isLess = left.isLess(than: right) else { throw .overflow }
      return switch comparison {
      case .less: isLess
      case .atMost: isLess || left == right
      case .greater: !isLess && left != right
      case .atLeast: !isLess
      case .equal: left == right
      case .unequal: left != right
      }
    }
  }

  fileprivate var names: [Int] {
    switch self {
    case .comparison(let left, _, let right): left.names + right.names
    case .both(let left, let right), .either(let left, let right): left.names + right.names
    case .not(let operand): operand.names
    }
  }
}
