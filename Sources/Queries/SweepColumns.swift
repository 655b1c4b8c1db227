import RLAAnalysis
import RLAText

/// The columns of a sweep, resolved from the names that a user wrote.
public struct SweepColumns: Sendable {
  public typealias Column = ConditionNames.Meaning

  /// The words of a user; lists are separated by commas.
  public struct Request: Sendable {
    /// The coordinates of the grid.
    public var coordinates: [String]
    public var columns: String
    public var condition: String?
    /// A column, with `:asc` for the smallest first.
    public var sort: String?
    /// Two columns, each with `:max` where more is better.
    public var front: String?
    /// Two columns.
    public var plot: String?
    /// Whether a latency is measured.
    public var hasLatency: Bool

    public init(
      coordinates: [String], columns: String, condition: String? = nil, sort: String? = nil,
      front: String? = nil, plot: String? = nil, hasLatency: Bool = false
    ) {
      self.coordinates = coordinates
      self.columns = columns
      self.condition = condition
      self.sort = sort
      self.front = front
      self.plot = plot
      self.hasLatency = hasLatency
    }
  }

  /// Where a name stands in a request.
  public enum Place: Hashable, Sendable {
    case columns
    case condition
    case sort
    case front
    case plot
  }

  /// Why a request cannot be resolved.
  public enum Failure: Error, Hashable, Sendable {
    case unknown(String, Place, suggestions: [String])
    /// The latency is named, and none is measured.
    case noLatency(Place)
    /// The text does not name two columns.
    case notAPair(String, Place)
    case condition(ExpressionFailure)
  }

  /// The figures that are evaluated, those that only a condition, an order or a plot needs included.
  public let vocabulary: ConditionNames
  public let condition: Condition?
  public let sort: (column: Column, isAscending: Bool)?
  public let front: ParetoFront?
  public let plot: (x: Column, y: Column)?

  /// - Throws: `Failure` with the first name that is wrong.
  public init(_ request: Request) throws(Failure) {
    var resolver = try NameResolver(request)
    let sorting = request.sort.map { Suffixed($0, ["asc", "desc"]) }
    let front = request.front.map { $0.listed.map { Suffixed($0, ["min", "max"]) } }
    if let text = request.condition { try resolver.require(namesOf: text) }
    try resolver.require(sorting.map { [$0.name] } ?? [], .sort)
    try resolver.require(front?.map(\.name) ?? [], .front)
    try resolver.require(request.plot?.listed ?? [], .plot)
    let final = resolver.final
    vocabulary = final.vocabulary
    condition = try request.condition.map { text throws(Failure) in try final.condition(text) }
    sort = try sorting.map { sorting throws(Failure) in
      (try final.column(sorting.name, .sort), sorting.suffix == "asc")
    }
    self.front = try front.map { front throws(Failure) in
      let goals = front.map { ParetoFront.Goal(rawValue: $0.suffix ?? "") ?? .min }
      let pair = try final.pair(front.map(\.name), request.front ?? "", .front)
      return ParetoFront(columns: (pair.x, pair.y), goals: (goals[0], goals[1]))
    }
    plot = try request.plot.map { text throws(Failure) in
      try final.pair(text.listed, text, .plot)
    }
  }
}

/// Finds columns by name, and collects the figures that they need.
private struct NameResolver {
  let coordinates: [String]
  let hasLatency: Bool
  private var figures: [Figure] = []
  /// Every name that a request can have.
  private(set) var vocabulary: ConditionNames

  init(_ request: SweepColumns.Request) throws(SweepColumns.Failure) {
    coordinates = request.coordinates
    hasLatency = request.hasLatency
    vocabulary = ConditionNames(coordinates: coordinates, hasLatency: hasLatency)
    for name in request.columns.listed {
      // The latency has its column anyway.
      if hasLatency, Latency.isNamed(name) { continue }
      guard let figure = Figure.named(name) else {
        throw failure(name, .columns, among: ConditionNames().names)
      }
      add(figure)
    }
  }

  /// The same with the figures alone that are needed.
  var final: NameResolver {
    var result = self
    result.vocabulary = ConditionNames(
      coordinates: coordinates, figures: figures, hasLatency: hasLatency)
    return result
  }

  mutating func require(_ names: [String], _ place: SweepColumns.Place) throws(SweepColumns.Failure)
  {
    for name in names { add(try column(name, place)) }
  }

  mutating func require(namesOf condition: String) throws(SweepColumns.Failure) {
    for name in try self.condition(condition).names { add(vocabulary.meaning(of: name)) }
  }

  private mutating func add(_ column: SweepColumns.Column) {
    if case .figure(let number) = column { add(vocabulary.figures[number]) }
  }

  private mutating func add(_ figure: Figure) {
    if !figures.contains(where: { $0.key == figure.key }) { figures.append(figure) }
  }

  func column(
    _ name: String, _ place: SweepColumns.Place
  ) throws(SweepColumns.Failure) -> SweepColumns.Column {
    guard let meaning = vocabulary.meaning(of: name) else {
      throw failure(name, place, among: vocabulary.names)
    }
    return meaning
  }

  func pair(
    _ names: [String], _ text: String, _ place: SweepColumns.Place
  ) throws(SweepColumns.Failure) -> (x: SweepColumns.Column, y: SweepColumns.Column) {
    guard names.count == 2 else { throw .notAPair(text, place) }
    return (try column(names[0], place), try column(names[1], place))
  }

  func condition(_ text: String) throws(SweepColumns.Failure) -> Condition {
    do throws(ExpressionFailure) {
      return try Condition(
        parsing: text, vocabulary: vocabulary.names, byteNames: vocabulary.byteNames)
    } catch {
      if case .unknownName(let name, _) = error.reason, Latency.isNamed(name) {
        throw .noLatency(.condition)
      }
      throw .condition(error)
    }
  }

  private func failure(
    _ name: String, _ place: SweepColumns.Place, among names: [String]
  ) -> SweepColumns.Failure {
    if Latency.isNamed(name) { return .noLatency(place) }
    return .unknown(name, place, suggestions: likelyNames(for: name, in: names, count: 3))
  }
}

/// A name and the word after its last colon, where that is one of some words.
///
/// Keys of measures contain colons themselves.
struct Suffixed {
  let name: String
  let suffix: String?

  init(_ text: String, _ suffixes: [String]) {
    suffix = suffixes.first { text.hasSuffix(":\($0)") }
    name = suffix.map { String(text.dropLast($0.count + 1)) } ?? text
  }
}

extension String {
  /// The parts between commas, without spaces in front.
  fileprivate var listed: [String] {
    split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
  }
}
