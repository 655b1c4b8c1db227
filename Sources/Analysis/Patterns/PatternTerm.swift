import RLANetworks

/// What a value has to be for a pattern to match: an expression in the operators of a network.
///
/// Terms are written like the formula that they recognize, `x * .sigmoid(x)`. Operands of sums and
/// products match in either order.
indirect enum PatternTerm: Sendable {
  /// A value that an input or a node makes; the same one wherever the name stands.
  case value(String)
  /// Any value, a stored tensor too; the same one wherever the name stands.
  case operand(String)
  /// A stored tensor.
  case stored(String)
  /// A stored number, as exact as its type can hold it.
  case number(Double)
  /// The result of an operator.
  case node(PatternNode)
  /// One of several spellings; the first that fits is taken.
  case either([PatternTerm])
  /// A term whose value is the same wherever the name stands.
  case named(String, PatternTerm)

  /// The kinds of the operators whose result the term can be.
  var rootKinds: [OperatorKind] {
    switch self {
    case .node(let node): node.kinds
    case .either(let terms): terms.flatMap(\.rootKinds)
    case .named(_, let term): term.rootKinds
    case .value, .operand, .stored, .number: []
    }
  }
}

/// The application of an operator in a term.
struct PatternNode: Sendable {
  let kinds: [OperatorKind]
  /// Under which the rule of a pattern finds the operator.
  let name: String
  let inputs: [PatternTerm]
  let isCommutative: Bool
  /// Whether an operator of one of the kinds has attributes that fit.
  let accepts: @Sendable (any Operator) -> Bool
}

extension PatternTerm {
  /// The result of an operator of one of these kinds, under a name for its attributes.
  static func result(
    of kinds: [OperatorKind], _ inputs: [PatternTerm], named name: String = "",
    where accepts: @escaping @Sendable (any Operator) -> Bool = { _ in true }
  ) -> PatternTerm {
    .node(
      PatternNode(
        kinds: kinds, name: name, inputs: inputs, isCommutative: false, accepts: accepts))
  }

  private static func commutative(
    _ kind: OperatorKind, _ left: PatternTerm, _ right: PatternTerm
  ) -> PatternTerm {
    .node(
      PatternNode(
        kinds: [kind], name: "", inputs: [left, right], isCommutative: true, accepts: { _ in true }
      ))
  }

  static func + (left: PatternTerm, right: PatternTerm) -> PatternTerm {
    commutative(.addition, left, right)
  }

  static func * (left: PatternTerm, right: PatternTerm) -> PatternTerm {
    commutative(.multiplication, left, right)
  }

  static func - (left: PatternTerm, right: PatternTerm) -> PatternTerm {
    result(of: [.subtraction], [left, right])
  }

  static func / (left: PatternTerm, right: PatternTerm) -> PatternTerm {
    result(of: [.division], [left, right])
  }

  static func power(_ base: PatternTerm, _ exponent: Double) -> PatternTerm {
    result(of: [.power], [base, .number(exponent)])
  }

  static func squareRoot(_ x: PatternTerm) -> PatternTerm { result(of: [.squareRoot], [x]) }
  static func reciprocal(_ x: PatternTerm) -> PatternTerm { result(of: [.reciprocal], [x]) }
  static func exponential(_ x: PatternTerm) -> PatternTerm { result(of: [.exponential], [x]) }
  static func logarithm(_ x: PatternTerm) -> PatternTerm { result(of: [.logarithm], [x]) }
  static func erf(_ x: PatternTerm) -> PatternTerm { result(of: [.erf], [x]) }
  static func tanh(_ x: PatternTerm) -> PatternTerm { result(of: [.tanh], [x]) }
  static func sigmoid(_ x: PatternTerm) -> PatternTerm { result(of: [.sigmoid], [x]) }
  static func softplus(_ x: PatternTerm) -> PatternTerm { result(of: [.softplus], [x]) }
  static func cast(_ x: PatternTerm) -> PatternTerm { result(of: [Cast.kind], [x]) }
  static func reshape(_ x: PatternTerm) -> PatternTerm { result(of: [Reshape.kind], [x]) }

  /// A mean along axes that stay with size 1, under the name `mean`.
  static func mean(_ x: PatternTerm) -> PatternTerm {
    result(of: [.mean], [x], named: "mean") { ($0 as? Reduction)?.keepsAxes == true }
  }

  static func squared(_ x: PatternTerm) -> PatternTerm { .either([power(x, 2), x * x]) }

  /// A function of a term, or the term itself where an exporter leaves the function out.
  static func optional(
    _ function: (PatternTerm) -> PatternTerm, _ x: PatternTerm
  ) -> PatternTerm {
    .either([function(x), x])
  }
}

extension PatternTerm: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  init(integerLiteral number: Int) { self = .number(Double(number)) }
  init(floatLiteral number: Double) { self = .number(number) }
}
