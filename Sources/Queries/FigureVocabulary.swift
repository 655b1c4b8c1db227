public import RLAAnalysis

/// The names that conditions about networks may use, and what they stand for.
public struct FigureVocabulary: Sendable {
  /// Names of coordinates first, then those of figures, then those of the latency.
  public let names: [String]
  private let coordinateCount: Int
  /// By number of a name behind the coordinates, the number of its figure in `figures`.
  private let figureNumbers: [Int]
  public let figures: [Figure]
  /// Whether a latency is measured at each point.
  public let hasLatency: Bool

  /// What a name stands for.
  public enum Meaning: Hashable, Sendable {
    /// A number in the list of coordinates.
    case coordinate(Int)
    /// A number in the list of figures.
    case figure(Int)
    /// The measured latency.
    case latency
  }

  public init(
    coordinates: [String] = [], figures: [Figure] = Figure.all, hasLatency: Bool = false
  ) {
    self.figures = figures
    self.hasLatency = hasLatency
    coordinateCount = coordinates.count
    let named = figures.enumerated().flatMap { number, figure in
      figure.names.map { (number, $0) }
    }
    figureNumbers = named.map(\.0)
    names = coordinates + named.map(\.1) + (hasLatency ? Latency.names : [])
  }

  public func meaning(of name: Int) -> Meaning {
    if name < coordinateCount { return .coordinate(name) }
    let number = name - coordinateCount
    return number < figureNumbers.count ? .figure(figureNumbers[number]) : .latency
  }

  /// What a single name stands for; nil for an unknown one.
  public func meaning(of name: String) -> Meaning? {
    let wanted = name.lowercased()
    // Letters such as N and n differ only in case where nothing else has the name.
    let number = names.firstIndex(of: name) ?? names.firstIndex { $0.lowercased() == wanted }
    return number.map { meaning(of: $0) }
  }
}

/// A condition that a profile must meet, and how it turned out.
public struct Assertion: Sendable {
  public let condition: Condition
  private let vocabulary: FigureVocabulary

  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public init(_ text: String) throws(ExpressionFailure) {
    vocabulary = FigureVocabulary()
    condition = try Condition(parsing: text, vocabulary: vocabulary.names)
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
