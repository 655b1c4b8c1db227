public import RLAAnalysis
public import RLAArchitectures
public import RLANetworks
public import RLASymbolic
public import RLAText

/// The search for what a published figure counts: which network, convention, unit and input size.
public struct FigureSearch: Sendable {
  /// A network to try.
  public struct Candidate: Sendable {
    public let entry: CatalogEntry?
    public let network: Network
    /// Layers that the published configuration does not train, by number.
    public let frozenLayers: Set<Int>
    /// The size at which figures of such a network are published.
    public let standardSize: NumberList.Size
    /// What PyTorch called parameters before an exporter changed them; nil where nothing tells it.
    public let parametersBeforeExport: Int?

    public init(
      entry: CatalogEntry?, network: Network, frozenLayers: Set<Int> = [],
      standardSize: (height: Int, width: Int) = (224, 224), parametersBeforeExport: Int? = nil
    ) {
      self.entry = entry
      self.network = network
      self.frozenLayers = frozenLayers
      self.parametersBeforeExport = parametersBeforeExport
      self.standardSize = .init(height: standardSize.height, width: standardSize.width)
    }

    /// The sizes beside height and width that its counts depend on, sorted; with any of them, no
    /// figure is its own.
    public var openSizes: [Symbol] { CostTable.openSizes(of: network) }
  }

  /// Between what a tool counts and what a paper calls it.
  public enum Scaling: Int, CaseIterable, Sendable {
    case asCounted
    /// Multiply-adds that are reported as two FLOPs each.
    case doubled
    /// FLOPs that are reported as multiply-adds.
    case halved
  }

  public struct Answer: Sendable {
    public let candidate: Candidate
    public let size: NumberList.Size
    public let convention: Convention
    public let measure: Convention.Measure
    public let scaling: Scaling
    public let prefix: UnitPrefix
    /// What the convention counts, scaled.
    public let value: Int
    /// How the value gives the figure; nil where it does not.
    public let fit: PublishedFigure.Fit?
    /// What the convention's tool calls parameters, or those before an export.
    public let parameters: Int
    /// Learned values, those of shared layers once.
    public let learnedParameters: Int
    /// The value, had the tool counted shared modules once; nil where that changes nothing.
    public let valueOnce: Int?
    /// Whether the parameters are those that PyTorch had before an export.
    public let hasParametersBeforeExport: Bool
    public let parameterPrefix: UnitPrefix?
    public let parameterFit: PublishedFigure.Fit?
    /// How far the value is from the figure, as a share of it.
    public let deviation: Double
    /// Whether the size is another than that at which such figures are published.
    public let hasUnusualSize: Bool
    /// What ranks the answer; smaller comes first.
    let rank: [Int]

    /// What the reading assumes beside a convention and powers: another size, a factor.
    public var assumptionCount: Int { (hasUnusualSize ? 1 : 0) + (hasUsualScaling ? 0 : 1) }

    /// Whether it is scaled as the tables of the convention are.
    public var hasUsualScaling: Bool { scaling == measure.usualScaling }
  }

  /// Input sizes that papers use, the most common first; beside that of a network itself.
  public static let commonSizes =
    [224, 256, 288, 299, 320, 384, 192, 160, 128, 240, 260, 300, 331, 380, 448, 512, 600, 640]
    .map { NumberList.Size(height: $0, width: $0) }
    + [(1280, 800), (800, 1280), (800, 1333), (800, 1344)].map {
      NumberList.Size(height: $0, width: $1)
    }

  public let figure: PublishedFigure
  public let parameters: PublishedFigure?
  /// The network over which the figures are counted; nil for figures of a whole network.
  public let baseline: Candidate?
  /// Answers that print the figure, best first.
  public private(set) var answers: [Answer] = []
  /// Answers that miss it by least, and by less than half of it; only where none prints it.
  public private(set) var nearMisses: [Answer] = []

  /// - Parameters:
  ///   - figure: The printed operations.
  ///   - parameters: The printed parameters, if any; an answer must print them as well.
  ///   - candidates: The networks to try, of equal ones the first named first.
  ///   - sizes: The input sizes to try, the likeliest first; nil for those that papers use.
  ///   - baseline: A network; the figures are then what others have more than it.
  public init(
    _ figure: PublishedFigure, parameters: PublishedFigure?, among candidates: [Candidate],
    sizes: [NumberList.Size]? = nil, over baseline: Candidate? = nil
  ) {
    self.figure = figure
    self.parameters = parameters
    self.baseline = baseline
    let ground = baseline.map { (CostTable($0.network), ParameterCounts($0, parameters)) }
    var misses: [Answer] = []
    for (position, candidate) in candidates.enumerated() {
      if candidate.network.name == baseline?.network.name { continue }
      let counts = ParameterCounts(candidate, parameters, over: ground?.1)
      let isPossible = counts.canFit
      // Without an exact fit of the parameters, a network can only be a near miss.
      if !isPossible, !answers.isEmpty { continue }
      guard let costs = CostTable(candidate.network) else { continue }
      for (order, size) in candidate.ordered(sizes).enumerated() {
        for answer in all(
          costs, over: ground?.0, counts, candidate, size, order: [order, position])
        {
          if answer.fit != nil, isPossible, answer.parameterFit != nil || parameters == nil {
            answers.append(answer)
          } else if answers.isEmpty {
            misses.append(answer)
          }
        }
      }
    }
    answers.sort { $0.rank.lexicographicallyPrecedes($1.rank) }
    if answers.isEmpty {
      let near = misses.filter { abs($0.deviation) < Self.farthestMiss }
      nearMisses = Array(
        near.sorted {
          ($0.assumptionCount / 2, $0.distance(parameters))
            < ($1.assumptionCount / 2, $1.distance(parameters))
        }.prefix(5))
    }
  }

  /// The share of a printed figure by which a near miss may differ from it.
  static let farthestMiss = 0.5

  /// How many of the first answers fit equally well: only their place in the catalog orders them.
  public var bestCount: Int {
    guard let best = answers.first else { return 0 }
    return answers.prefix { $0.rank.prefix(Answer.evidence) == best.rank.prefix(Answer.evidence) }
      .count
  }

  private func all(
    _ costs: CostTable, over ground: CostTable?, _ counts: ParameterCounts,
    _ candidate: Candidate, _ size: NumberList.Size, order: [Int]
  ) -> [Answer] {
    guard let values = costs.values(at: size) else { return [] }
    let base = ground.map { $0.values(at: size) }
    if let base, base == nil { return [] }
    let once = costs.valuesOnce(at: size)
    var result: [Answer] = []
    for (number, (convention, measure)) in CostTable.measures.enumerated() {
      let based = base.map { $0?[number] } ?? 0
      guard let whole = values[number], let based, whole >= based else { continue }
      let count = whole - based
      let countOnce = once?[number].flatMap { $0 == whole ? nil : $0 - based }
      for scaling in Scaling.allCases where scaling.applies(to: measure) {
        guard let value = scaling.scaled(count) else { continue }
        for prefix in figure.readings {
          let parameterFit = counts.fit(convention, besides: prefix)
          let fit = figure.fit(value, prefix)
          let evidence = [
            min(order[0], 1) + (scaling == measure.usualScaling ? 0 : 1),
            (fit?.rawValue ?? 0) + (parameterFit?.fit?.rawValue ?? 0),
            parameterFit.map { [prefix, .none].contains($0.prefix) || prefix == .none ? 0 : 1 }
              ?? 0,
            prefix == convention.prefix || prefix == .none ? 0 : 1,
            scaling == measure.usualScaling ? 0 : 1, order[0],
          ]
          let ties = [candidate.entry?.published == nil ? 1 : 0, number, order[1]]
          result.append(
            Answer(
              candidate: candidate, size: size, convention: convention, measure: measure,
              scaling: scaling, prefix: prefix, value: value, fit: fit,
              parameters: parameterFit?.parameters ?? counts.count(convention),
              learnedParameters: counts.own, valueOnce: countOnce.flatMap(scaling.scaled),
              hasParametersBeforeExport: parameterFit?.isBeforeExport ?? false,
              parameterPrefix: parameterFit?.prefix,
              parameterFit: parameterFit?.fit,
              deviation: figure.deviation(of: value, prefix), hasUnusualSize: order[0] > 0,
              rank: evidence + ties))
        }
      }
    }
    return result
  }
}

extension FigureSearch.Candidate {
  /// The sizes with the one at which such figures are published first; of sizes that are given, only
  /// where it is among them.
  fileprivate func ordered(_ given: [NumberList.Size]?) -> [NumberList.Size] {
    let sizes = given ?? FigureSearch.commonSizes
    if let given, !given.contains(standardSize) { return given }
    return [standardSize] + sizes.filter { $0 != standardSize }
  }
}

extension FigureSearch.Answer {
  /// How many entries of the rank are evidence; the others only keep an order.
  static let evidence = 6

  /// How far figure and parameters are off together.
  fileprivate func distance(_ printed: PublishedFigure?) -> Double {
    guard let printed else { return deviation.magnitude }
    let reading = parameterPrefix ?? prefix
    return deviation.magnitude + printed.deviation(of: parameters, reading).magnitude
  }
}

extension Convention.Measure {
  /// How tables print it.
  fileprivate var usualScaling: FigureSearch.Scaling { isPrintedHalved ? .halved : .asCounted }
}

extension FigureSearch.Scaling {
  fileprivate func applies(to measure: Convention.Measure) -> Bool {
    switch self {
    case .asCounted: true
    case .doubled: !measure.countsTwoPerMAC
    case .halved: measure.countsTwoPerMAC
    }
  }

  fileprivate func scaled(_ count: Int) -> Int? {
    switch self {
    case .asCounted: return count
    case .halved: return count / 2
    case .doubled:
      let (product, overflow) = count.multipliedReportingOverflow(by: 2)
      return overflow ? nil : product
    }
  }
}
