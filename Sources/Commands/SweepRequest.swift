import RLAAnalysis
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

/// The columns of a sweep, resolved from the names that the user wrote.
struct SweepRequest {
  typealias Column = FigureVocabulary.Meaning

  let vocabulary: FigureVocabulary
  private(set) var condition: Condition?
  private(set) var sort: (column: Column, isAscending: Bool)?
  private(set) var pareto: SweepReport.Pareto?
  private(set) var plot: (Column, Column)?

  init(_ command: SweepCommand, _ grid: SweepGrid) throws(CommandFailure) {
    var figures: [Figure] = []
    for name in Self.list(command.columns) {
      // The latency has its column anyway.
      if command.bench, Latency.isNamed(name) { continue }
      guard let figure = Figure.named(name) else {
        throw Self.unknown(name, "--columns", in: FigureVocabulary().names)
      }
      if !figures.contains(where: { $0.key == figure.key }) { figures.append(figure) }
    }
    let coordinates = grid.symbols.map(\.name)
    let everything = FigureVocabulary(coordinates: coordinates, hasLatency: command.bench)
    let conditionText = command.condition
    let wanted = try conditionText.map { text throws(CommandFailure) in
      try Self.condition(text, everything)
    }
    // What a condition, an order or a plot needs becomes a column as well.
    var needed = (wanted?.names ?? []).map { everything.meaning(of: $0) }
    let sorting = command.sort.map { Self.suffixed($0, ["asc", "desc"]) }
    let front = command.pareto.map { Self.list($0).map { Self.suffixed($0, ["min", "max"]) } }
    let axes = command.plot.map { Self.list($0) }
    for (names, option) in [
      (sorting.map { [$0.name] }, "--sort"), (front?.map(\.name), "--pareto"), (axes, "--plot"),
    ] {
      for name in names ?? [] {
        guard let meaning = everything.meaning(of: name) else {
          throw Self.unknown(name, option, in: everything.names)
        }
        needed.append(meaning)
      }
    }
    for case .figure(let number) in needed {
      let figure = everything.figures[number]
      if !figures.contains(where: { $0.key == figure.key }) { figures.append(figure) }
    }
    vocabulary = FigureVocabulary(
      coordinates: coordinates, figures: figures, hasLatency: command.bench)
    if let conditionText { condition = try Self.condition(conditionText, vocabulary) }
    if let sorting { sort = (try column(sorting.name, "--sort"), sorting.suffix == "asc") }
    if let front { pareto = try self.front(front, command.pareto ?? "") }
    if let axes { plot = try pair(axes, command.plot ?? "", "--plot") }
  }

  private static func condition(
    _ text: String, _ vocabulary: FigureVocabulary
  ) throws(CommandFailure) -> Condition {
    do throws(ExpressionFailure) {
      return try Condition(parsing: text, vocabulary: vocabulary.names)
    } catch {
      if case .unknownName(let name, _) = error.reason, Latency.isNamed(name) {
        throw .explanation(.latencyWithoutBench(option: "--where"))
      }
      throw .expression(option: "--where", error)
    }
  }

  private func front(
    _ columns: [(name: String, suffix: String?)], _ text: String
  ) throws(CommandFailure) -> SweepReport.Pareto {
    let pair = try pair(columns.map(\.name), text, "--pareto")
    let goals = columns.map { ParetoFront.Goal(rawValue: $0.suffix ?? "") ?? .min }
    return SweepReport.Pareto(pair, goals: (goals[0], goals[1]))
  }

  private func pair(
    _ names: [String], _ text: String, _ option: String
  ) throws(CommandFailure) -> (Column, Column) {
    guard names.count == 2 else { throw .explanation(.columnPair(text, option: option)) }
    return (try column(names[0], option), try column(names[1], option))
  }

  private func column(_ name: String, _ option: String) throws(CommandFailure) -> Column {
    guard let meaning = vocabulary.meaning(of: name) else {
      throw Self.unknown(name, option, in: vocabulary.names)
    }
    return meaning
  }

  private static func unknown(
    _ name: String, _ option: String, in names: [String]
  ) -> CommandFailure {
    if Latency.isNamed(name) { return .explanation(.latencyWithoutBench(option: option)) }
    return .explanation(
      .unknownFigure(
        name, option: option, suggestions: nearestNames(to: name, in: names, count: 3)))
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.drop { $0 == " " })
    }
  }

  /// A name and the word after its last colon, where that is one of `suffixes`.
  ///
  /// Keys of measures contain colons themselves.
  private static func suffixed(
    _ text: String, _ suffixes: [String]
  ) -> (name: String, suffix: String?) {
    guard let suffix = suffixes.first(where: { text.hasSuffix(":\($0)") }) else {
      return (text, nil)
    }
    return (String(text.dropLast(suffix.count + 1)), suffix)
  }
}
