public import RLAAnalysis
public import RLAText

/// The search for the networks that have a printed number of parameters.
public struct ParameterSearch: Sendable {
  public struct Answer: Sendable {
    public let candidate: FigureSearch.Candidate
    /// Whose tool gives the number; nil for all learned values, shared ones once.
    public let convention: Convention?
    /// Whether the number is that which PyTorch had before an export.
    public let isBeforeExport: Bool
    public let parameters: Int
    public let prefix: UnitPrefix
    /// How the number gives the printed one; nil where it does not.
    public let fit: PublishedFigure.Fit?
    /// How far the number is from the printed one, as a share of it.
    public let deviation: Double
    let rank: [Int]
  }

  public let printed: PublishedFigure
  /// Networks that have the number, best first.
  public let answers: [Answer]
  /// The networks that miss it by least, and by less than half of it; only where none has it.
  public let nearMisses: [Answer]

  /// - Parameters:
  ///   - printed: The number as printed.
  ///   - candidates: The networks to try, of equal ones the first named first.
  public init(_ printed: PublishedFigure, among candidates: [FigureSearch.Candidate]) {
    self.printed = printed
    let all = candidates.enumerated().flatMap { Self.readings(of: $1, at: $0, printed) }
    answers = all.filter { $0.fit != nil }.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }
    let near = all.filter {
      $0.convention == nil && $0.deviation.magnitude < FigureSearch.farthestMiss
    }
    nearMisses =
      answers.isEmpty
      ? Array(near.sorted { $0.deviation.magnitude < $1.deviation.magnitude }.prefix(5)) : []
  }

  /// The counts of a network, those of tools only where they differ, in each reading of the prefix.
  private static func readings(
    of candidate: FigureSearch.Candidate, at position: Int, _ printed: PublishedFigure
  ) -> [Answer] {
    let counts = ParameterCounts(candidate, printed)
    var sources: [(convention: Convention?, parameters: Int, isBeforeExport: Bool)] = [
      (nil, counts.own, false)
    ]
    if let count = candidate.parametersBeforeExport, count != counts.own {
      sources.append((nil, count, true))
    }
    for convention in Convention.all {
      let count = counts.count(convention)
      if sources.contains(where: { $0.parameters == count }) { continue }
      sources.append((convention, count, false))
    }
    return sources.flatMap { source in
      printed.readings.enumerated().map { order, prefix in
        let fit = printed.fit(source.parameters, prefix)
        return Answer(
          candidate: candidate, convention: source.convention,
          isBeforeExport: source.isBeforeExport, parameters: source.parameters,
          prefix: prefix, fit: fit, deviation: printed.deviation(of: source.parameters, prefix),
          rank: [fit?.rawValue ?? 0, source.convention == nil ? 0 : 1, order, position])
      }
    }
  }
}
