/// A formula as Python or Swift code, evaluated by an independent reader of that code.
public struct PrintedFormula {
  public enum Language: Sendable {
    case python
    case swift
  }

  private var rest: Substring
  private let language: Language
  private let values: [String: Int]

  /// The value of `text`; nil where this reader does not understand all of it.
  public static func value(
    of text: String, in language: Language, at values: [String: Int]
  ) -> Int? {
    let code = text.filter { !$0.isWhitespace }
    var reader = PrintedFormula(rest: code[...], language: language, values: values)
    let value = reader.sum()
    return reader.rest.isEmpty ? value : nil
  }

  private mutating func skip(_ token: String) -> Bool {
    guard rest.hasPrefix(token) else { return false }
    rest.removeFirst(token.count)
    return true
  }

  private mutating func sum() -> Int? {
    var total = 0
    var sign = skip("-") ? -1 : 1
    while let term = product() {
      total += sign * term
      if skip("+") {
        sign = 1
      } else if skip("-") {
        sign = -1
      } else {
        return total
      }
    }
    return nil
  }

  private mutating func product() -> Int? {
    guard var result = power() else { return nil }
    while true {
      if language == .python, skip("//") {
        guard let divisor = power() else { return nil }
        let (quotient, remainder) = result.quotientAndRemainder(dividingBy: divisor)
        result = remainder < 0 ? quotient - 1 : quotient
      } else if language == .swift, skip("/") {
        guard let divisor = power() else { return nil }
        result /= divisor
      } else if !rest.hasPrefix("**"), skip("*") {
        guard let factor = power() else { return nil }
        result *= factor
      } else {
        return result
      }
    }
  }

  private mutating func power() -> Int? {
    guard let base = operand() else { return nil }
    guard language == .python, skip("**") else { return base }
    return operand().map { (0..<$0).reduce(1) { product, _ in product * base } }
  }

  private mutating func operand() -> Int? {
    if skip("(") {
      let inner = sum()
      return skip(")") ? inner : nil
    }
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    rest.removeFirst(word.count)
    return Int(word) ?? values[String(word)]
  }
}
