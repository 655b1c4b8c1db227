import RLAQueries

/// Sentences about mistakes in conditions, ranges and other small languages.
extension Wording {
  static func mistake(_ failure: ExpressionFailure, in option: String) -> String {
    "\(option) '\(shortened(failure.text))', character \(failure.position): \(reason(failure.reason))"
  }

  /// A text that fits into a sentence.
  private static func shortened(_ text: String) -> String {
    text.count > 120 ? text.prefix(119) + "…" : text
  }

  private static func reason(_ reason: ExpressionFailure.Reason) -> String {
    switch reason {
    case .expected(let expected, let found):
      "expected \(name(expected)), not \(found.map { "'\($0)'" } ?? "the end")."
    case .unknownName(let name, let suggestions):
      "there is no '\(name)' here. \(didYouMean(suggestions))"
    case .repeatedName(let name):
      "'\(name)' stands here a second time."
    case .unknownUnit(let unit):
      "'\(unit)' is no unit: k, M, G and T are powers of 1000, Ki, Mi, Gi and Ti powers of 1024."
    case .bytesForCount:
      "B stands for bytes, and this is a count; write billions as G, as in 4.17G."
    case .tooLarge(let number):
      "\(number) has more than 64 bits."
    case .notPositive(let number):
      "expected a whole number of at least 1, not \(number)."
    case .above(let number, let limit):
      "\(number) is more than \(limit)."
    case .reversedRange(let from, let to):
      "the range runs from \(from) down to \(to); write \(to):\(from)."
    case .tooLong(let limit):
      "a condition has at most \(limit) characters."
    case .tooManyValues(let limit):
      "more than \(limit) values; take a larger step."
    }
  }

  private static func name(_ expectation: ExpressionFailure.Expectation) -> String {
    switch expectation {
    case .number: "a number like 4.17G"
    case .wholeNumber: "a whole number"
    case .name: "a name"
    case .operand: "a name, a number or '('"
    case .comparison: "one of <, <=, >, >=, == and !="
    case .equalsSign: "'='"
    case .closingParenthesis: "')'"
    case .separator: "','"
    case .end: "the end"
    }
  }
}
