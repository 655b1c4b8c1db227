public import RLAAnalysis

/// The names that conditions about networks may use, and what they stand for.
public struct ConditionNames: Sendable {
  /// Names of coordinates first, then those of figures, then those of the latency.
  public let names: [String]
  private let coordinateCount: Int
  /// By number of a name after the coordinates, the number of its figure in `figures`.
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

  /// The numbers of the names that count bytes.
  public var byteNames: Set<Int> {
    Set(
      names.indices.filter { name in
        guard case .figure(let number) = meaning(of: name) else { return false }
        return ["B", "bytes"].contains(figures[number].unit)
      })
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
