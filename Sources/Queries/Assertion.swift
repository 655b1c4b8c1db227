public import RLAAnalysis

/// A condition that a profile must meet, and how it turned out.
public struct Assertion: Sendable {
  public let condition: Condition
  private let vocabulary: ConditionNames

  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public init(_ text: String) throws(ExpressionFailure) {
    vocabulary = ConditionNames()
    condition = try Condition(
      parsing: text, vocabulary: vocabulary.names, byteNames: vocabulary.byteNames)
  }

  /// Why an assertion is not met.
  public enum Failure: Error, Sendable {
    /// The condition does not hold for these numbers.
    case broken([(figure: Figure, value: Int)])
    case arithmetic(ArithmeticFailure)
    /// The number leaves the 64-bit range.
    case overflow(Figure)
  }

  /// - Throws: `Failure` where the profile does not meet the condition.
  public func check(_ profile: Profile) throws(Failure) {
    var numbers: [(figure: Figure, value: Int)] = []
    var values: [Int: Rational] = [:]
    for name in condition.names {
      guard case .figure(let number) = vocabulary.meaning(of: name) else { continue }
      let figure = vocabulary.figures[number]
      guard let value = figure.form(profile).value else { throw .overflow(figure) }
      values[name] = Rational(value)
      if !numbers.contains(where: { $0.figure.key == figure.key }) {
        numbers.append((figure, value))
      }
    }
    do throws(ArithmeticFailure) {
      let holds = try condition.holds { values[$0] ?? Rational(0) }
      if holds { return }
    } catch {
      throw .arithmetic(error)
    }
    throw .broken(numbers)
  }
}
