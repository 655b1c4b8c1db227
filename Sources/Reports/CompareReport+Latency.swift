package import RLAExecution
import RLAQueries
import RLAText

/// Latencies of networks that are compared.
package struct MeasuredLatencies: Sendable {
  /// Of each network, in order; those after an interruption are missing.
  let points: [LatencySeries.Point]
  let conditions: LatencyConditions

  package init(_ points: [LatencySeries.Point], _ conditions: LatencyConditions) {
    self.points = points
    self.conditions = conditions
  }
}

extension CompareReport {
  private typealias Interval = ClosedRange<Duration>

  /// The median and the ends of its interval; beside the ends, those of the ratio of the medians.
  var latencyRows: [[Table.Cell]] {
    guard let latencies else { return [] }
    let times = models.indices.map { index in
      index < latencies.points.count ? latencies.points[index].times : nil
    }
    func ratio(_ one: Duration, _ other: Duration) -> Table.Cell {
      Table.Cell(one / other, decimals: 4)
    }
    return [
      row("latency_ms", times, \.median) { ratio($1.median, $0.median) },
      row("latency_low_ms", times, \.medianInterval.lowerBound) {
        ratio($1.medianInterval.lowerBound, $0.medianInterval.upperBound)
      },
      row("latency_high_ms", times, \.medianInterval.upperBound) {
        ratio($1.medianInterval.upperBound, $0.medianInterval.lowerBound)
      },
    ]
  }

  private func row(
    _ name: String, _ times: [Samples?], _ value: KeyPath<Samples, Duration>,
    ratio: (_ first: Samples, _ own: Samples) -> Table.Cell
  ) -> [Table.Cell] {
    var cells = [Table.Cell(name), Table.Cell(Latency.unit)]
    for (index, own) in times.enumerated() {
      cells.append(own.map { Table.Cell($0[keyPath: value]) } ?? "")
      guard index > 0 else { continue }
      guard let first = times[0], let own else {
        cells += ["", ""]
        continue
      }
      let difference = own[keyPath: value] - first[keyPath: value]
      cells.append(
        Table.Cell(
          Numbers.fixed(difference.milliseconds, decimals: 3), raw: "\(difference.milliseconds)"))
      cells.append(ratio(first, own))
    }
    return cells
  }

  var latencyNotes: [String] {
    guard let latencies else { return [] }
    let conditions = latencies.conditions
    let missing = models.count - latencies.points.count
    let interruption =
      missing == 0
      ? nil
      : "warning: interrupted; \(latencies.points.count) of \(models.count) networks were measured."
    return [
      conditions.footnote,
      "latency_low_ms to latency_high_ms: an interval that holds the median with "
        + "\(confidence(latencies)) confidence; the ratios beside them are the ends of that of the "
        + "medians, and a difference is larger than the noise where they lie on one side of 1.",
      conditions.source, conditions.warning, interruption,
    ].compactMap(\.self)
  }

  private func confidence(_ latencies: MeasuredLatencies) -> String {
    let least = latencies.points.map(\.times.medianConfidence).min() ?? 0
    return Numbers.percent(min(0.95, least), decimals: 0)
  }

  /// What JSON says of one model's latency.
  func latencyMembers(_ index: Int) -> [JSONValue.Member] {
    guard let latencies, index < latencies.points.count else { return [] }
    let point = latencies.points[index]
    return [
      .init(
        "latency",
        .object(
          [.init("median_ms", .milliseconds(point.times.median))] + point.times.intervalMembers + [
            .init("runs", .integer(point.times.values.count)),
            .init("disturbed", .bool(point.conditions.load.isDisturbed)),
          ]))
    ]
  }
}
