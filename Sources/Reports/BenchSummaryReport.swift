import RLAExecution
import RLANetworks
package import RLAText

/// Several networks that were measured in the same way: a row for each.
package struct BenchSummaryReport: Sendable {
  private let reports: [BenchReport]
  /// The numbers of the reports that have rows.
  private let shown: [Int]
  private let wantedCount: Int

  /// - Parameters:
  ///   - reports: At least one, all of one mode, on one machine.
  ///   - shown: The numbers of those that have rows, in the order of the rows; nil for all.
  ///   - wantedCount: How many networks were to be measured.
  package init(_ reports: [BenchReport], showing shown: [Int]? = nil, of wantedCount: Int) {
    precondition(!reports.isEmpty, "A summary is of something.")
    self.reports = reports
    self.shown = shown ?? Array(reports.indices)
    self.wantedCount = wantedCount
  }

  private var shownReports: [BenchReport] { shown.map { reports[$0] } }

  /// The table, or the list of the whole reports in JSON.
  package func text(_ format: ReportFormat, on page: Page) -> String {
    if format == .json { return JSONValue.array(shownReports.map(\.json)).text }
    return Table(columns: columns, rows: shownReports.map(row), header: header, footer: footer)
      .text(format, on: page)
  }

  private var isInference: Bool { reports[0].result.mode == .inference }

  private var columns: [Table.Column] {
    let counts = [
      Table.Column("model", key: "model", .left, .breaks(to: 16)),
      Table.Column("input", key: "input", .left),
      Table.Column("parameters", key: "parameters", .right, .goes),
      Table.Column("MACs", key: "macs", .right),
    ]
    let times = [
      Table.Column("median ms", key: "median_ms", .right),
      Table.Column("low ms", key: "median_low_ms", .right),
      Table.Column("high ms", key: "median_high_ms", .right),
      Table.Column("images/s", key: "images_per_second", .right, .goes),
    ]
    let speed = Table.Column("GMAC/s", key: "gigamacs_per_second", .right, .goes)
    return counts + times + (isInference ? [speed] : []) + [
      Table.Column("of peak", key: "peak_share", .right, .goes),
      Table.Column("memory MB", key: "memory_bytes", .right, .goes),
      Table.Column("runs", key: "runs", .right, .goes),
      Table.Column("disturbed", key: "disturbed", .left),
    ]
  }

  private func row(_ report: BenchReport) -> [Table.Cell] {
    let (plan, whole) = (report.result.plan, report.result.whole)
    let interval = whole.medianInterval
    let speed = BenchSpeed(report.result, report.cost)
    let isDisturbed = report.conditions.series.load.isDisturbed
    let counts = [
      Table.Cell(plan.network.name),
      Table.Cell(plan.shortInputText),
      Table.Cell(report.cost.parameters, .si), Table.Cell(report.cost.macs, .si),
    ]
    return counts + [whole.median, interval.lowerBound, interval.upperBound].map { Table.Cell($0) }
      + [Table.Cell(speed.imagesPerSecond, decimals: 1)]
      + (isInference ? [Table.Cell(speed.gigamacsPerSecond, decimals: 1)] : [])
      + [
        Table.Cell(share: report.peakShare),
        Table.Cell(
          Numbers.fixed(Double(plan.totalBytes) * 1e-6, decimals: 1), raw: "\(plan.totalBytes)"),
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
    if shown.count < reports.count {
      lines.append(
        "\(Numbers.counted(reports.count - shown.count, "network")) measured and left out by --where"
      )
    }
    return lines + conditions.machine.warnings(conditions.roofline).map { "warning: \($0)" }
      + disturbances
  }

  private var disturbances: [String] {
    shownReports.compactMap { report in
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
      "input is batch x height x width; memory: what the plan takes, MB = 10^6 bytes",
    ] + reports[0].conditions.rooflineLines(nil).prefix(1) + [
      "k, M and G are powers of 1000"
    ]
  }
}

extension BenchReport {
  /// What conditions about measured networks know beside figures and latency, in the order of
  /// `BenchSelection.measuredNames`.
  package var selectable: [Double] {
    let speed = BenchSpeed(result, cost)
    return [
      speed.imagesPerSecond, speed.gigamacsPerSecond, peakShare, Double(result.plan.totalBytes),
    ]
  }
}
