package import RLAExecution
package import RLAText

/// The measurement of one layer alone as text or JSON.
package struct LayerBenchReport: Sendable {
  private let result: LayerBenchmark.Result
  private let model: String
  private let conditions: MeasurementConditions
  private let tuning: TuningConditions

  /// - Parameters:
  ///   - result: What was measured.
  ///   - model: The name of the network that the layer belongs to.
  ///   - machine: Where.
  ///   - roofline: Its measured limits.
  ///   - cache: What became of the file that keeps choices of algorithms.
  package init(
    _ result: LayerBenchmark.Result, model: String, _ machine: Machine, _ roofline: Roofline,
    cache: TuningCacheUse? = nil
  ) {
    tuning = TuningConditions(result.tuning, result.options, cache)
    self.result = result
    self.model = model
    conditions = MeasurementConditions(
      machine: machine, roofline: roofline, options: result.options, series: result.conditions,
      isCold: result.isCold, touchedBytes: nil)
  }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  // MARK: - Table

  private var table: Table {
    RooflineTable(
      heading: Table.Column("pass", key: "pass", .left),
      timeColumns: [
        Table.Column("median ms", key: "median_ms", .right),
        Table.Column("low ms", key: "median_low_ms", .right),
        Table.Column("high ms", key: "median_high_ms", .right),
        Table.Column("p10 ms", key: "p10_ms", .right),
        Table.Column("p90 ms", key: "p90_ms", .right),
      ],
      conditions: conditions
    ).table(result.passes.map(row), header: header, footer: footer)
  }

  private func row(_ pass: LayerBenchmark.PassTimes) -> RooflineTable.Row {
    let times = pass.times
    return RooflineTable.Row(
      name: Table.Cell(pass.pass.rawValue), algorithm: pass.algorithm,
      times: [
        times.median, times.medianInterval.lowerBound, times.medianInterval.upperBound,
        times.quantile(0.1), times.quantile(0.9),
      ].map { Table.Cell($0) },
      work: pass.work)
  }

  private var header: [String] {
    let calls =
      result.applications == 1
      ? "called once" : "called \(result.applications) times, size of the first call"
    return [
      "\(result.path) of \(model) alone (\(calls)), input \(Numbers.sizes(result.input)), output "
        + "\(Numbers.sizes(result.output)), float32, "
        + "\(result.options.algorithm.rawValue) algorithms, forward pass as in "
        + "\(result.options.purpose.rawValue), \(conditions.cacheText)",
      conditions.machineLine, tuning.line(nil, conditions.machine),
      "\(Numbers.counted(runs, "run")) of each pass, in turn, after "
        + "\(conditions.series.warmup) to warm up; low to high holds the median with "
        + "\(confidence) confidence",
      conditions.series.loadLine,
    ]
      + conditions.warnings(
        runs: runs,
        spreads: result.passes.map { ("the \($0.pass.rawValue) pass", $0.times.variation) })
  }

  /// 95 %, or what so few runs give instead.
  private var confidence: String {
    let confidence = result.passes.first?.times.medianConfidence ?? 0
    return Numbers.percent(min(confidence, 0.95), decimals: 0)
  }

  private var runs: Int { result.passes.first?.times.values.count ?? 0 }

  private var footer: [String] {
    conditions.rooflineLines(nil) + [
      "sizes are NxCxHxW; nothing is fused after the layer, and each gradient counts as many "
        + "operations and bytes as the forward pass"
    ]
  }

  // MARK: - JSON

  private var json: JSONValue {
    let head: [JSONValue.Member] = [
      .init("kind", "bench-layer"),
      .init("model", .string(model)),
    ]
    let choices: [JSONValue.Member] = [
      .init("purpose", .string(result.options.purpose.rawValue)),
      .init("algorithm", .string(result.options.algorithm.rawValue)),
      .init("interrupted", .bool(result.conditions.wasInterrupted)),
    ]
    return .document(
      head + conditions.optionMembers() + choices + tuning.members + conditions.machineMembers
        + [.init("layer", layer)])
  }

  private var layer: JSONValue {
    .object(result.layerMembers + [.init("passes", .array(result.passes.map(json)))])
  }

  private func json(_ pass: LayerBenchmark.PassTimes) -> JSONValue {
    let (times, work) = (pass.times, pass.work)
    let measured: [JSONValue.Member] = [
      .init("pass", .string(pass.pass.rawValue)), .init("kernel", .string(pass.algorithm)),
      .init("median_ms", .milliseconds(times.median)),
      .init("p10_ms", .milliseconds(times.quantile(0.1))),
      .init("p90_ms", .milliseconds(times.quantile(0.9))),
      .init("min_ms", .milliseconds(times.minimum)),
      .init("variation", times.variation.map(JSONValue.number) ?? .null),
    ]
    let derived: [JSONValue.Member] = [
      .init("runs", .integer(times.values.count)),
      .init("operations", .number(pass.operations)),
      .init("saved_operations", .number(pass.savedOperations)),
      .init("bytes", .number(pass.bytes)),
      .init("gigaflops", .number(work.gigaflops)),
      .init("peak_share", .number(work.gigaflops / conditions.roofline.gigaflops)),
      .init("bound", .string(work.bound(conditions))),
      .init("predicted_ms", .milliseconds(work.predicted(conditions))),
    ]
    return .object(measured + times.intervalMembers + derived)
  }
}

extension LayerBenchmark.PassTimes {
  fileprivate var work: MeasuredWork {
    MeasuredWork(
      operations: operations, saved: savedOperations, bytes: bytes, time: times.median)
  }
}

extension LayerBenchmark.Result {
  /// Which layer ran, how often the network applies it, and at which sizes.
  var layerMembers: [JSONValue.Member] {
    [
      .init("path", .string(path)), .init("applications", .integer(applications)),
      .init("input", .array(input.map(JSONValue.integer))),
      .init("output", .array(output.map(JSONValue.integer))),
    ]
  }
}
