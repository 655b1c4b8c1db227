import RLAAnalysis
package import RLAQueries
import RLASymbolic
import RLAText

extension SweepReport {
  /// A plot of two columns as an SVG document; a series for each combination of what else varies.
  package func plot(
    _ x: ConditionNames.Meaning, _ y: ConditionNames.Meaning
  ) -> String {
    let (xAxis, yAxis) = (axis(x), axis(y))
    let marks = marks
    let series = sweep.series(x, y).map { series in
      let points = series.points.map { index in
        let point = sweep.points[index]
        return ScatterPlot.Point(
          x: xAxis.scaled(sweep.value(x, at: point)), y: yAxis.scaled(sweep.value(y, at: point)),
          isMarked: marks?[index] ?? false)
      }
      return ScatterPlot.Series(
        name: series.shared.isEmpty ? nil : Self.text(series.shared),
        points: points.sorted { ($0.x, $0.y) < ($1.x, $1.y) })
    }
    let measured = [x, y].contains(.latency) ? latency?.brief : nil
    return ScatterPlot(
      title: "\(model): \(title(y)) against \(title(x))",
      subtitle: [Self.text(sweep.constants), measured ?? ""].filter { !$0.isEmpty }
        .joined(separator: "; "),
      xLabel: label(x, xAxis), yLabel: label(y, yAxis), series: series,
      mark: pareto == nil ? nil : "Pareto front"
    ).svg
  }

  private static func text(_ coordinates: [(symbol: Symbol, value: Int)]) -> String {
    coordinates.map { "\($0.symbol) = \($0.value)" }.joined(separator: ", ")
  }

  private func axis(_ column: ConditionNames.Meaning) -> PlotAxis {
    column == .latency
      ? .milliseconds : PlotAxis(sweep.points.map { sweep.value(column, at: $0) })
  }

  private func title(_ column: ConditionNames.Meaning) -> String {
    switch column {
    case .coordinate(let number): sweep.grid.symbols[number].meaning
    case .figure(let number): sweep.figures[number].alias ?? sweep.figures[number].key
    case .latency: Latency.alias
    }
  }

  private func label(_ column: ConditionNames.Meaning, _ axis: PlotAxis) -> String {
    switch column {
    case .coordinate(let number):
      let symbol = sweep.grid.symbols[number]
      let unit = [.height, .width].contains(symbol) ? " (pixels)" : ""
      return "\(symbol.meaning) \(symbol)\(unit)"
    case .figure(let number):
      let figure = sweep.figures[number]
      let unit = figure.unit == "B" ? "\(axis.letter)B" : "\(axis.letter) \(figure.unit)"
      let trimmed = unit.hasPrefix(" ") ? String(unit.dropFirst()) : unit
      let shown = trimmed.hasSuffix(" ") ? String(trimmed.dropLast()) : trimmed
      let meaning = figure.alias ?? figure.key
      let power = axis.letter.isEmpty ? "" : ", \(axis.letter) = \(axis.power)"
      return shown.isEmpty ? meaning : "\(meaning) (\(shown)\(power))"
    case .latency:
      return "\(Latency.alias) (\(Latency.unit))"
    }
  }
}

/// The power of 1000 in which the numbers of an axis are short.
private struct PlotAxis {
  let letter: String
  let power: String
  private let divisor: Double

  /// The axis of a latency, whose values are nanoseconds.
  static let milliseconds = PlotAxis(letter: "", power: "", divisor: 1e6)

  private init(letter: String, power: String, divisor: Double) {
    self.letter = letter
    self.power = power
    self.divisor = divisor
  }

  init(_ values: [Int]) {
    let largest = values.map { Double($0) }.max() ?? 0
    let prefixes = [
      ("P", 1e15, "10¹⁵"), ("T", 1e12, "10¹²"), ("G", 1e9, "10⁹"), ("M", 1e6, "10⁶"),
      ("k", 1e4, "1000"),
    ]
    let fitting = prefixes.first { largest >= $0.1 }
    letter = fitting?.0 ?? ""
    power = fitting?.2 ?? ""
    divisor = fitting.map { $0.0 == "k" ? 1000 : $0.1 } ?? 1
  }

  func scaled(_ value: Int) -> Double { Double(value) / divisor }
}
