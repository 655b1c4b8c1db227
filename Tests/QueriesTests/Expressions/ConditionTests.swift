import RLAQueries
import Testing

@Suite struct ConditionTests {
  private static let vocabulary = ["macs", "parameters", "torch-flop-counter@2.13:forward", "N"]

  private func holds(_ text: String, _ values: [Int] = [4_000, 25, 8, 2]) throws -> Bool {
    try Condition(parsing: text, vocabulary: Self.vocabulary).holds { Rational(values[$0]) }
  }

  @Test(arguments: [
    ("macs <= 4k", true), ("macs < 4k", false), ("macs < 4.001 k", true), ("macs >= 4k", true),
    ("macs == 4000 and parameters != 25", false), ("macs = 4k", false),
    ("macs < 3.91Ki", true), ("macs < 3.9Ki", false), ("MACS <= 4k", true),
    ("macs / parameters == 160", true), ("macs / 3 * 3 == macs", true),
    ("2 + 3 * 4 == 14", true), ("(2 + 3) * 4 == 20", true), ("10 - 3 - 2 == 5", true),
    ("-macs < -3999", true), ("8 / 2 / 2 == 2", true), ("not macs > 5k", true),
    ("macs > 5k or parameters > 20", true), ("not (macs > 5k or parameters > 20)", false),
    ("macs > 5k or parameters > 20 and N > 5", false), ("((macs)) < ((4001))", true),
    ("torch-flop-counter@2.13:forward - 1 == 7", true), ("macs-parameters == 3975", true),
    ("(macs < 5k) and (parameters < 1M)", true), ("0.1 + 0.2 == 0.3", true),
  ])
  func `Conditions hold or not, exactly`(text: String, expected: Bool) throws {
    // A single = is not a comparison of this language.
    if text == "macs = 4k" {
      #expect(throws: ExpressionFailure.self) { try holds(text) }
      return
    }
    #expect(try holds(text) == expected)
  }

  @Test func `Large numbers are not rounded`() throws {
    let condition = try Condition(
      parsing: "macs < 9007199254740993", vocabulary: Self.vocabulary)
    #expect(try condition.holds { _ in Rational(9_007_199_254_740_992) })
    #expect(try !condition.holds { _ in Rational(9_007_199_254_740_993) })
  }

  @Test(arguments: [
    ("macs <= 4X", 10, ExpressionFailure.Reason.unknownUnit("X")),
    ("", 1, .expected(.operand, found: nil)),
    ("macs", 5, .expected(.comparison, found: nil)),
    ("macs <", 7, .expected(.operand, found: nil)),
    ("macs < 4G 5", 11, .expected(.end, found: "5")),
    ("macs < 4G )", 11, .expected(.end, found: ")")),
    ("(macs < 4G", 11, .expected(.closingParenthesis, found: nil)),
    ("macs = 4G", 6, .expected(.comparison, found: "=")),
    ("macs < 99999999999999999999", 8, .tooLarge("99999999999999999999")),
    ("macs & 3", 6, .expected(.comparison, found: "&")),
  ])
  func `A mistake has a place`(
    text: String, position: Int, reason: ExpressionFailure.Reason
  ) {
    let failure = #expect(throws: ExpressionFailure.self) { try holds(text) }
    #expect(failure?.position == position)
    #expect(failure?.reason == reason)
  }

  @Test func `An unknown name comes with the nearest ones`() {
    let failure = #expect(throws: ExpressionFailure.self) { try holds("N > 1 and mcas < 3") }
    #expect(failure?.position == 11)
    guard case .unknownName("mcas", let suggestions)? = failure?.reason else {
      Issue.record("another reason")
      return
    }
    #expect(suggestions.first == "macs")
  }

  @Test func `Division by zero and numbers beyond 128 bits are failures`() throws {
    #expect(throws: ArithmeticFailure.divisionByZero) { try holds("macs / (N - 2) > 1") }
    let huge = Array(repeating: "9223372036854775807", count: 4).joined(separator: " * ")
    #expect(throws: ArithmeticFailure.overflow) { try holds("\(huge) > 1") }
  }

  @Test func `Deep and long conditions are refused, not followed into the ground`() throws {
    for opening in ["(", "not ", "-"] {
      let deep = String(repeating: opening, count: 65) + "1 < 2"
      let failure = #expect(throws: ExpressionFailure.self) { try holds(deep) }
      #expect(failure?.reason == .tooDeep(limit: 64))
      #expect(throws: ExpressionFailure.self) {
        try holds(String(repeating: opening, count: 50_000) + "1 < 2")
      }
    }
    let (open, closed) = (String(repeating: "(", count: 60), String(repeating: ")", count: 60))
    #expect(try holds("\(open)1 < 2\(closed)"))
    #expect(try holds("\(open)1\(closed) < 2"))
    #expect(throws: ExpressionFailure.self) {
      try holds(String(repeating: "1 +", count: 100_000) + "1 < 2")
    }
    #expect(try holds(String(repeating: "1+", count: 2000) + "1 == 2001"))
    #expect(try holds(String(repeating: "1<2 and ", count: 500) + "1<2"))
  }
}
