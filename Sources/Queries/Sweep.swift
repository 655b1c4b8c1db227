public import RLAAnalysis
public import RLASymbolic

/// Figures of a network over a grid, from one symbolic pass.
public struct Sweep: Sendable {
  public struct Point: Hashable, Sendable {
    /// One number for each of the grid's symbols.
    public let coordinates: [Int]
    /// One number for each figure.
    public let values: [Int]
    /// Whether PyTorch would train the network here; see `SingleValueNorm`.
    public let isTrainable: Bool
    /// What was measured; nil where nothing is, or not yet.
    public fileprivate(set) var latency: Latency?
  }

  public let grid: SweepGrid
  public let vocabulary: ConditionNames
  public private(set) var points: [Point] = []
  /// Sizes that the network refuses, in the order of the grid.
  public private(set) var refusedSizes: [SweepGrid.InputSizes] = []
  /// Points that do not meet the condition.
  public private(set) var filteredCount = 0
  /// Points without a latency because the measurement ended before them.
  public private(set) var unmeasuredCount = 0

  /// A condition about the latency, which waits for the measurement.
  private var pendingCondition: Condition?

  public var figures: [Figure] { vocabulary.figures }

  /// Why a sweep has no answer.
  public enum Failure: Error, Hashable, Sendable {
    /// A figure leaves the 64-bit range at a point.
    case overflow(figure: String, point: [Int])
    /// The network has sizes that are no coordinates of the grid.
    case openSizes([Symbol])
    /// The condition has no value at a point.
    case condition(ArithmeticFailure, point: [Int])
  }

  /// - Parameters:
  ///   - profile: The network with N×C×H×W and whatever else the grid sweeps as symbols.
  ///   - grid: Where to evaluate.
  ///   - vocabulary: The figures, and the names of the grid's symbols as coordinates.
  ///   - condition: What a point must meet to be kept, over the vocabulary. One that names the
  ///     latency is applied by `addLatencies`.
  ///   - normsLearn: Whether batch norms use the statistics of the batch in training.
  /// - Throws: `Failure` where a number has no value.
  public init(
    _ profile: Profile, over grid: SweepGrid, _ vocabulary: ConditionNames,
    where condition: Condition? = nil, normsLearn: Bool = true
  ) throws(Failure) {
    self.grid = grid
    self.vocabulary = vocabulary
    let figures = vocabulary.figures.map { $0.form(profile) }
    let open = profile.shapes.assumptions.map(\.assumption.difference) + figures.flatMap(\.sums)
    let others = open.reduce(into: Set()) { $0.formUnion($1.symbols) }.subtracting(grid.symbols)
    if !others.isEmpty { throw .openSizes(others.sorted()) }
    let forms = CompiledFigures(figures, grid.symbols, profile.shapes.assumptions)
    let norms = CompiledForms(
      normsLearn
        ? Array(profile.shapes.valuesPerChannel(frozenLayers: profile.flow.frozenLayers)) : [],
      over: grid.symbols)
    let needsLatency = condition?.names.contains { vocabulary.meaning(of: $0) == .latency }
    if needsLatency == true { pendingCondition = condition }
    var refused: Set<SweepGrid.InputSizes> = []
    try grid.forEachPoint { (coordinates, sizes) throws(Failure) in
      guard !refused.contains(sizes) else { return }
      guard let values = forms.values(at: coordinates) else {
        refused.insert(sizes)
        refusedSizes.append(sizes)
        return
      }
      if let missing = values.firstIndex(of: nil) {
        throw .overflow(figure: vocabulary.figures[missing].key, point: coordinates)
      }
      let point = Point(
        coordinates: coordinates, values: values.compactMap { $0 },
        isTrainable: !norms.values(at: coordinates).contains(1))
      try keep(point, where: pendingCondition == nil ? condition : nil)
    }
  }

  /// Adds what was measured, and leaves out the points that a condition about it refuses.
  ///
  /// - Parameter latencies: One for each of `points`, in their order; the points after the last were
  ///   not measured and are left out.
  /// - Throws: `Failure` where the condition has no value.
  public mutating func addLatencies(_ latencies: [Latency]) throws(Failure) {
    precondition(vocabulary.hasLatency, "The vocabulary has no name for the latency.")
    precondition(latencies.count <= points.count, "Every latency has its point.")
    unmeasuredCount = points.count - latencies.count
    let measured = zip(points, latencies)
    points = []
    for (point, latency) in measured {
      var point = point
      point.latency = latency
      try keep(point, where: pendingCondition)
    }
    pendingCondition = nil
  }

  private mutating func keep(_ point: Point, where condition: Condition?) throws(Failure) {
    guard let condition else { return points.append(point) }
    do throws(ArithmeticFailure) {
      let holds = try condition.holds { number(vocabulary.meaning(of: $0), at: point) }
      if holds { points.append(point) } else { filteredCount += 1 }
    } catch {
      throw .condition(error, point: point.coordinates)
    }
  }

  /// The number that a name stands for at a point; a latency in nanoseconds.
  public func value(_ meaning: ConditionNames.Meaning, at point: Point) -> Int {
    switch meaning {
    case .coordinate(let number): point.coordinates[number]
    case .figure(let number): point.values[number]
    case .latency: latency(of: point).nanoseconds
    }
  }

  /// The number that a name stands for in a condition; a latency in milliseconds.
  private func number(_ meaning: ConditionNames.Meaning, at point: Point) -> Rational {
    if meaning == .latency { return latency(of: point).exactMilliseconds }
    return Rational(value(meaning, at: point))
  }

  private func latency(of point: Point) -> Latency {
    guard let latency = point.latency else { preconditionFailure("Nothing was measured yet.") }
    return latency
  }

  /// Puts the points with the largest, or the smallest, value first; equal ones keep their order.
  public mutating func sort(by meaning: ConditionNames.Meaning, ascending: Bool) {
    let keys = points.map { value(meaning, at: $0) }
    points = points.indices
      .sorted {
        if keys[$0] == keys[$1] { return $0 < $1 }
        return ascending ? keys[$0] < keys[$1] : keys[$0] > keys[$1]
      }
      .map { points[$0] }
  }
}

/// Figures and the assumptions behind them, ready for many points.
private struct CompiledFigures {
  private let forms: CompiledForms
  private let figures: [Figure.Form]
  private let assumptions: [Assumption]

  init(_ figures: [Figure.Form], _ symbols: [Symbol], _ located: [LocatedAssumption]) {
    assumptions = located.map(\.assumption)
    self.figures = figures
    forms = CompiledForms(
      assumptions.map(\.difference) + figures.flatMap(\.sums), over: symbols)
  }

  /// The figures at a point, nil inside where a number overflows; nil outside where the network
  /// refuses the point.
  func values(at point: [Int]) -> [Int?]? {
    let all = forms.values(at: point)
    for (assumption, value) in zip(assumptions, all) {
      // A size that overflows is reported with the figures.
      guard let value else { continue }
      switch assumption {
      case .equal: if value != 0 { return nil }
      case .atLeast: if value < 0 { return nil }
      }
    }
    var start = assumptions.count
    return figures.map { figure in
      let count = figure.sums.count
      defer { start += count }
      let sums = all[start..<start + count].compactMap { $0 }
      return sums.count == count ? figure.value(ofSums: sums) : nil
    }
  }
}
