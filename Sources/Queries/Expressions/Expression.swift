/// An arithmetic expression over named numbers and amounts: `macs / parameters`, `1.05 * 4.4G`.
///
/// Sums and products hold all their terms, so that only brackets and signs nest.
public indirect enum Expression: Hashable, Sendable {
  case amount(Amount)
  /// A number in the list of names that the expression was read with.
  case name(Int)
  case negated(Expression)
  case sum([Term])
  case product([Term])

  /// A part of a sum or product.
  public struct Term: Hashable, Sendable {
    public let operand: Expression
    /// Whether it is subtracted from what stands before, or divides it.
    public let isInverse: Bool
  }

  /// The value where each name has the given number.
  ///
  /// - Throws: `ArithmeticFailure` where a division by zero or a number beyond 128 bits occurs.
  public func value(of names: (Int) -> Rational) throws(ArithmeticFailure) -> Rational {
    switch self {
    case .amount(let amount): return amount.value
    case .name(let number): return names(number)
    case .negated(let operand): return try Self.required(try operand.value(of: names).negated)
    case .sum(let terms):
      var sum = Rational(0)
      for term in terms {
        let value = try term.operand.value(of: names)
        let signed = try Self.required(term.isInverse ? value.negated : value)
        sum = try Self.required(sum.adding(signed))
      }
      return sum
    case .product(let terms):
      var product = Rational(1)
      for term in terms {
        let value = try term.operand.value(of: names)
        if term.isInverse, value == Rational(0) { throw .divisionByZero }
        let factor = try Self.required(term.isInverse ? value.reciprocal : value)
        product = try Self.required(product.multiplied(by: factor))
      }
      return product
    }
  }

  private static func required(_ value: Rational?) throws(ArithmeticFailure) -> Rational {
    guard let value else { throw .overflow }
    return value
  }

  /// The numbers of the names that occur, in the order of occurrence.
  var names: [Int] {
    switch self {
    case .amount: []
    case .name(let number): [number]
    case .negated(let operand): operand.names
    case .sum(let terms), .product(let terms): terms.flatMap(\.operand.names)
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
    case all([Node])
    case any([Node])
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
    case .all(let parts):
      for part in parts where try !part.holds(names) { return false }
      return true
    case .any(let parts):
      for part in parts where try part.holds(names) { return true }
      return false
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
    case .all(let parts), .any(let parts): parts.flatMap(\.names)
    case .not(let operand): operand.names
    }
  }
}
