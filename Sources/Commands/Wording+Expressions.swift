import RLAQueries
import RLAText

/// Sentences about mistakes in conditions, ranges and other small languages.
extension Wording {
  static func mistake(_ failure: ExpressionFailure, in option: String) -> String {
    "\(option) '\(shortened(failure.text))', character \(failure.position): \(reason(failure.reason))"
  }

  /// A text short enough for a sentence.
  private static func shortened(_ text: String) -> String {
    text.count > 120 ? text.prefix(119) + "…" : text
  }

  /// What is wrong, without the text and the place.
  static func reason(_ reason: ExpressionFailure.Reason) -> String {
    switch reason {
    case .expected(let expected, let found):
      "expected \(name(expected)), not \(found.map { "'\($0)'" } ?? "the end")."
    case .unknownName(let name, let suggestions):
      suggesting(suggestions, after: "there is no '\(name)' here")
        + (suggestions.isEmpty ? figuresInHelp : "")
    case .repeatedName(let name):
      "'\(name)' already has a value; give it once."
    case .unknownUnit(let unit):
      "'\(unit)' is not a unit; expected k, M, G or T for powers of 1000, or Ki, Mi, Gi or Ti for "
        + "powers of 1024."
    case .bytesForCount:
      "B stands for bytes, and this is a count; write billions as G, as in 4.17G."
    case .timeForCount:
      "this is a time, and nothing beside it is; compare the latency with it, as in latency < 5ms."
    case .negative:
      "a count is not negative; expected a number like 4.17G."
    case .tooLarge(let number):
      "\(number) does not fit in 64 bits; expected a smaller number."
    case .notInDigits(let text):
      "\(text) is not written in digits; expected a whole number such as 1000."
    case .notASize(let numbers):
      "\(Numbers.sizes(numbers)) is more than a height and a width; expected "
        + "\(Numbers.sizes(Array(numbers.suffix(2))))."
    case .notPositive(let number):
      "\(number) is too small; expected a whole number of at least 1."
    case .above(let number, let limit):
      "\(number) is too large; expected at most \(limit)."
    case .reversedRange(let from, let to):
      "the range runs from \(from) down to \(to); write \(to):\(from)."
    case .tooLong(let limit):
      "the condition is too long; expected at most \(limit) characters."
    case .tooDeep(let limit):
      "brackets and signs nest more than \(limit) deep here; expected a flatter condition."
    case .tooManyValues(let limit):
      "there are more than \(limit) values; use a larger step."
    }
  }

  /// Where the names of figures stand that conditions and sweeps know.
  static let figuresInHelp = " 'rla-profile help sweep' lists the figures."

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
