import RLAAnalysis
package import RLAPlots
package import RLAQueries
import RLASymbolic
import RLAText

extension SweepReport {
  /// A plot of two columns; a series for each network and each combination of
  /// what else varies.
  ///
  /// There is at least one report, and all have the same columns.
  package static func plot(
    _ reports: [SweepReport], _ x: ConditionNames.Meaning, _ y: ConditionNames.Meaning,
    logarithmicAxes: LogarithmicAxes? = nil
  ) -> LinePlot {
    let first = reports[0]
    let (xUnit, yUnit) = (unit(x, in: reports), unit(y, in: reports))
    let subject = reports.count == 1 ? "\(first.model): " : ""
    let constants = Set(reports.map { text($0.sweep.constants) })
    let measured = [x, y].contains(.latency) ? first.latency?.brief : nil
    return LinePlot(
      title: "\(subject)\(first.title(y)) against \(first.title(x))",
      subtitle: [constants.count == 1 ? constants.first ?? "" : "", measured ?? ""].filter {
        !$0.isEmpty
      }.joined(separator: "; "),
      xLabel: first.label(x, xUnit), yLabel: first.label(y, yUnit),
      series: reports.flatMap { report in
        report.series(
          (x, xUnit), (y, yUnit), isNamed: reports.count > 1, isConstant: constants.count == 1)
      },
      mark: first.pareto == nil ? nil : "Pareto front", logarithmicAxes: logarithmicAxes)
  }

  /// Which of two columns has a value that a logarithmic axis cannot show; nil where none has.
  package func columnWithoutLogarithm(
    _ x: ConditionNames.Meaning, _ y: ConditionNames.Meaning, _ axes: LogarithmicAxes
  ) -> String? {
    let columns = (axes.hasX ? [x] : []) + (axes.hasY ? [y] : [])
    return columns.first { column in
      sweep.points.contains { sweep.value(column, at: $0) <= 0 }
    }.map(title)
  }

  private typealias Column = (meaning: ConditionNames.Meaning, unit: PlotUnit)

  private func series(_ x: Column, _ y: Column, isNamed: Bool, isConstant: Bool)
    -> [LinePlot.Series]
  {
    let marks = marks
    // What is one network's alone stands at its series.
    let own = isConstant ? [] : sweep.constants
    return sweep.series(x.meaning, y.meaning).map { series in
      let coordinates = own + series.shared
      let points = series.points.map { index in
        let point = sweep.points[index]
        return LinePlot.Point(
          x: x.unit.scaled(sweep.value(x.meaning, at: point)),
          y: y.unit.scaled(sweep.value(y.meaning, at: point)), isMarked: marks?[index] ?? false)
      }
      let words =
        (isNamed ? [model] : []) + (coordinates.isEmpty ? [] : [Self.text(coordinates)])
      return LinePlot.Series(
        name: words.isEmpty ? nil : words.joined(separator: ", "),
        points: points.sorted { ($0.x, $0.y) < ($1.x, $1.y) })
    }
  }

  private static func text(_ coordinates: [(symbol: Symbol, value: Int)]) -> String {
    coordinates.map { "\($0.symbol) = \($0.value)" }.joined(separator: ", ")
  }

  private static func unit(
    _ column: ConditionNames.Meaning, in reports: [SweepReport]
  ) -> PlotUnit {
    if column == .latency { return .milliseconds }
    return PlotUnit(
      reports.flatMap { report in
        report.sweep.points.map { report.sweep.value(column, at: $0) }
      })
  }

  private func title(_ column: ConditionNames.Meaning) -> String {
    switch column {
    case .coordinate(let number): sweep.grid.symbols[number].meaning
    case .figure(let number): sweep.figures[number].alias ?? sweep.figures[number].key
    case .latency: Latency.alias
    }
  }

  private func label(_ column: ConditionNames.Meaning, _ axis: PlotUnit) -> String {
    switch column {
    case .coordinate(let number):
      let symbol = sweep.grid.symbols[number]
      let unit = [.height, .width].contains(symbol) ? " (pixels)" : ""
      return symbol.meaning == symbol.name ? symbol.name : "\(symbol.meaning) \(symbol)\(unit)"
    case .figure(let number):
      let figure = sweep.figures[number]
      return axis.label(figure.alias ?? figure.key, figure.unit)
    case .latency:
      return "\(Latency.alias) (\(Latency.unit))"
    }
  }
}
