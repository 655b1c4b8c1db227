import RLAExecution
import RLANetworks
package import RLAText

/// Several networks that were measured in the same way: a row for each.
package struct BenchSummaryReport: Sendable {
  private let reports: [BenchReport]
  private let wantedCount: Int

  /// - Parameters:
  ///   - reports: At least one, all of one mode, on one machine.
  ///   - wantedCount: How many networks were to be measured.
  package init(_ reports: [BenchReport], of wantedCount: Int) {
    precondition(!reports.isEmpty, "A summary has a row.")
    self.reports = reports
    self.wantedCount = wantedCount
  }

  /// The table, or the list of the whole reports in JSON.
  package func text(_ format: ReportFormat, on page: Page) -> String {
    if format == .json { return JSONValue.array(reports.map(\.json)).text }
    return Table(columns: columns, rows: reports.map(row), header: header, footer: footer)
      .text(format, on: page)
  }

  private var isInference: Bool { reports[0].result.mode == .inference }

  private var columns: [Table.Column] {
    let counts = [
      Table.Column("model", key: "model", .left, .breaks(to: 16)),
      Table.Column("input", key: "input", .left),
      Table.Column("parameters", key: "parameters", .right),
      Table.Column("MACs", key: "macs", .right),
    ]
    let times = [
      Table.Column("median ms", key: "median_ms", .right),
      Table.Column("95 % low", key: "median_low_ms", .right),
      Table.Column("high", key: "median_high_ms", .right),
      Table.Column("images/s", key: "images_per_second", .right, .goes),
    ]
    let speed = Table.Column("GMAC/s", key: "gigamacs_per_second", .right, .goes)
    return counts + times + (isInference ? [speed] : []) + [
      Table.Column("memory MB", key: "memory_bytes", .right, .goes),
      Table.Column("runs", key: "runs", .right, .goes),
      Table.Column("disturbed", key: "disturbed", .left),
    ]
  }

  private func row(_ report: BenchReport) -> [Table.Cell] {
    let (plan, whole) = (report.result.plan, report.result.whole)
    let (options, interval) = (plan.options, whole.medianInterval)
    let speed = BenchSpeed(report.result, report.cost)
    let bytes = plan.activationBytes + plan.parameterBytes + plan.packedBytes
    let isDisturbed = report.conditions.series.load.isDisturbed
    let counts = [
      Table.Cell(plan.network.name),
      Table.Cell("\(options.batch)x\(options.height)x\(options.width)"),
      Table.Cell(report.cost.parameters, .si), Table.Cell(report.cost.macs, .si),
    ]
    return counts + [whole.median, interval.lowerBound, interval.upperBound].map { Table.Cell($0) }
      + [Table.Cell(speed.imagesPerSecond, decimals: 1)]
      + (isInference ? [Table.Cell(speed.gigamacsPerSecond, decimals: 1)] : [])
      + [
        Table.Cell(Numbers.fixed(Double(bytes) * 1e-6, decimals: 1), raw: "\(bytes)"),
        Table.Cell("\(whole.values.count)"),
        Table.Cell(isDisturbed ? "yes" : "", raw: "\(isDisturbed)"),
      ]
  }

  private var header: [String] {
    let (result, conditions) = (reports[0].result, reports[0].conditions)
    let options = conditions.options
    var lines = [
      "\(Numbers.counted(reports.count, "network")), float32, \(result.mode.meaning), "
        + "\(options.fusion.rawValue) plan, \(options.algorithm.rawValue) algorithms, "
        + conditions.cacheText,
      conditions.machineLine,
    ]
    if reports.count < wantedCount {
      lines.append("warning: interrupted; \(reports.count) of \(wantedCount) were measured.")
    }
    return lines + disturbances
  }

  private var disturbances: [String] {
    reports.compactMap { report in
      report.conditions.series.disturbance.map {
        "warning: \(report.result.plan.network.name): \($0)"
      }
    }
  }

  private var footer: [String] {
    let confidence = reports.map(\.result.whole.medianConfidence).min() ?? 0
    let level = confidence >= 0.95 ? "95 %" : "at least \(Numbers.percent(confidence, decimals: 0))"
    return [
      "low to high: an interval that holds the median with \(level) confidence, by ranks",
      "MACs: multiply-adds of a forward pass of the batch by convention 'macs'; G = 10^9",
      "input is batch x height x width; memory: activations, weights and packed weights, "
        + "MB = 10^6 bytes",
      "k, M and G are powers of 1000",
    ]
  }
}
