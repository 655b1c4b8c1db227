import RLAAnalysis
import RLAExecution
package import RLAPlots
package import RLAQueries
import RLAText

extension CompareReport {
  /// Up to so many networks have a series each; more have their names beside their points.
  private static let seriesLimit = 8

  /// A point for each network that has both measures.
  package func plot(
    _ x: PlotMeasure, _ y: PlotMeasure, logarithmicAxes: LogarithmicAxes? = nil
  ) -> LinePlot {
    let (xAxis, yAxis) = (Axis(x, values(x)), Axis(y, values(y)))
    let points = models.indices.compactMap { index -> (name: String, point: LinePlot.Point)? in
      guard let x = xAxis.place(index), let y = yAxis.place(index) else { return nil }
      return (models[index].name, LinePlot.Point(x: x, y: y))
    }
    let isFew = points.count <= Self.seriesLimit
    return LinePlot(
      title: "\(y.name) against \(x.name)", subtitle: subtitle(x, y), xLabel: xAxis.label,
      yLabel: yAxis.label,
      series: isFew
        ? points.map { LinePlot.Series(name: $0.name, points: [$0.point], isJoined: false) }
        : [LinePlot.Series(name: nil, points: points.map(\.point), isJoined: false)],
      labels: isFew ? [] : points.map { LinePlot.Label($0.name, x: $0.point.x, y: $0.point.y) },
      logarithmicAxes: logarithmicAxes)
  }

  /// The networks that lack one of two measures.
  package func lacking(_ x: PlotMeasure, _ y: PlotMeasure) -> [String] {
    let (xs, ys) = (values(x), values(y))
    return models.indices.filter { xs[$0] == nil || ys[$0] == nil }.map { models[$0].name }
  }

  /// The measure that a logarithmic axis cannot show; nil where there is none.
  package func measureWithoutLogarithm(
    _ x: PlotMeasure, _ y: PlotMeasure, _ axes: LogarithmicAxes
  ) -> String? {
    ((axes.hasX ? [x] : []) + (axes.hasY ? [y] : [])).first { measure in
      values(measure).contains { $0.map { $0 <= 0 } ?? false }
    }?.name
  }

  /// By network: a count, nanoseconds, or thousandths of a percent.
  private func values(_ measure: PlotMeasure) -> [Int?] {
    models.indices.map { index in
      switch measure {
      case .figure(let figure): models[index].value(figure)
      case .latency:
        latencies.flatMap { latencies in
          latencies.points.indices.contains(index)
            ? latencies.points[index].times.median.nanoseconds : nil
        }
      case .topOneError: Self.thousandths(models[index].errors?.top1)
      case .topFiveError: Self.thousandths(models[index].errors?.top5)
      }
    }
  }

  private static func thousandths(_ percent: Double?) -> Int? {
    percent.map { Int(($0 * 1000).rounded()) }
  }

  private func subtitle(_ x: PlotMeasure, _ y: PlotMeasure) -> String {
    let inputs = Set(models.map(\.input)).filter { !$0.isEmpty }
    let input =
      inputs.count == 1 ? inputs.first.map { "input \(Numbers.sizes($0))" } : "inputs differ"
    let measured = x.isLatency || y.isLatency ? latencies?.conditions.brief : nil
    let hasErrors = [x, y].contains { if case .figure = $0 { false } else { !$0.isLatency } }
    return [input, "float32", measured, hasErrors ? errorText(x, y) : nil]
      .compactMap(\.self).joined(separator: "; ")
  }

  /// Of which images the published errors of the points are.
  private func errorText(_ x: PlotMeasure, _ y: PlotMeasure) -> String {
    let (xs, ys) = (values(x), values(y))
    let drawn = models.indices.filter { xs[$0] != nil && ys[$0] != nil }
    let images = drawn.compactMap { models[$0].errorSource?.prefix { $0 != "," } }
    return "errors as published, on \(Set(images).sorted().joined(separator: ", "))"
  }

  /// The values of one axis in a unit in which they are short.
  private struct Axis {
    private let values: [Int?]
    private let unit: PlotUnit?
    let label: String

    init(_ measure: PlotMeasure, _ values: [Int?]) {
      self.values = values
      switch measure {
      case .figure(let figure):
        let unit = PlotUnit(values.compactMap(\.self))
        self.unit = unit
        label = unit.label(figure.alias ?? figure.key, figure.unit)
      case .latency:
        unit = .milliseconds
        label = "\(Latency.alias) (\(Latency.unit))"
      case .topOneError, .topFiveError:
        unit = nil
        label = "\(measure.name) (%)"
      }
    }

    func place(_ index: Int) -> Double? {
      values[index].map { value in unit?.scaled(value) ?? Double(value) / 1000 }
    }
  }
}
