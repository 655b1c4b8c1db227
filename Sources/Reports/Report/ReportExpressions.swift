import RLASymbolic
import RLAText

/// The forms of a network that a page evaluates, each once, known by their numbers.
struct ReportExpressions {
  private var numbers: [Dim: Int] = [:]
  private(set) var forms: [Dim] = []
  private var shapeNumbers: [[Int]: Int] = [:]
  private(set) var shapes: [[Int]] = []
  private(set) var symbols: Set<Symbol> = []

  /// The number of a form.
  mutating func number(of form: Dim) -> Int {
    if let known = numbers[form] { return known }
    numbers[form] = forms.count
    forms.append(form)
    symbols.formUnion(form.symbols)
    return forms.count - 1
  }

  /// The number of a form as JSON; null where it left the 64-bit range.
  mutating func json(_ form: Dim) -> JSONValue {
    form.isOverflowed ? .null : .integer(number(of: form))
  }

  /// The number of a shape.
  mutating func number(of shape: Shape) -> Int {
    let sizes = shape.dims.map { number(of: $0) }
    if let known = shapeNumbers[sizes] { return known }
    shapeNumbers[sizes] = shapes.count
    shapes.append(sizes)
    return shapes.count - 1
  }

  var shapesJSON: JSONValue { .array(shapes.map { .array($0.map { .integer($0) }) }) }

  /// The forms as sums over slots: first the symbols, then the products and quotients in them.
  ///
  /// - Parameter symbols: All that occur, in the order of their slots.
  /// - Returns: `steps` and `sums`.
  func json(over symbols: [Symbol]) -> JSONValue {
    let compiled = CompiledForms(forms, over: symbols)
    return [
      "steps": .array(compiled.operations.map(\.json)),
      "sums": .array(compiled.sums.map { $0.map { .array($0.parts) } ?? .null }),
    ]
  }
}

extension CompiledForms.Operation {
  fileprivate var json: JSONValue {
    switch self {
    case .product(let slots): .array(["p"] + slots.map { .integer($0) })
    case .quotient(let sum, let divisor): .array(["q", .exact(divisor)] + sum.parts)
    }
  }
}

extension CompiledForms.Sum {
  /// The constant, then coefficient and slot of each term.
  fileprivate var parts: [JSONValue] {
    [.exact(constant)] + terms.flatMap { [.exact($0.coefficient), .integer($0.slot)] }
  }
}

extension JSONValue {
  /// A whole number that readers with floating-point numbers get right: in quotes beyond 2^53.
  static func exact(_ number: Int) -> JSONValue {
    number.magnitude < 1 << 53 ? .integer(number) : .string("\(number)")
  }
}
