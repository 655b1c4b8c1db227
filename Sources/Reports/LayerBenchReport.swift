package import RLAExecution
package import RLAText

/// The measurement of one layer alone as text or JSON.
package struct LayerBenchReport: Sendable {
  private let result: LayerBenchmark.Result
  private let model: String
  private let conditions: MeasurementConditions

  /// - Parameters:
  ///   - result: What was measured.
  ///   - model: The name of the network that the layer belongs to.
  ///   - machine: Where.
  ///   - roofline: Its measured limits.
  package init(
    _ result: LayerBenchmark.Result, model: String, _ machine: Machine, _ roofline: Roofline
  ) {
    self.result = result
    self.model = model
    conditions = MeasurementConditions(
      machine: machine, roofline: roofline, options: result.options)
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
        Table.Column("p10 ms", key: "p10_ms", .right),
        Table.Column("p90 ms", key: "p90_ms", .right),
      ],
      roofline: conditions.roofline, decimals: 4
    ).table(result.passes.map(row), header: header, footer: footer)
  }

  private func row(_ pass: LayerBenchmark.PassTimes) -> RooflineTable.Row {
    let times = pass.times
    return RooflineTable.Row(
      name: Table.Cell(pass.pass.rawValue), algorithm: pass.algorithm,
      times: [times.median, times.quantile(0.1), times.quantile(0.9)].map {
        Table.Cell($0, decimals: 4)
      },
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
        + result.options.purpose.rawValue,
      conditions.machineLine,
      "\(Numbers.counted(runs, "run")) of each pass, in turn",
    ]
      + MeasurementConditions.warnings(
        runs: runs, wasInterrupted: result.wasInterrupted,
        spreads: result.passes.map { ("the \($0.pass.rawValue) pass", $0.times.variation) })
  }

  private var runs: Int { result.passes.first?.times.values.count ?? 0 }

  private var footer: [String] {
    [
      conditions.rooflineLine,
      "sizes are NxCxHxW; nothing is fused after the layer, and each gradient counts as many "
        + "operations and bytes as the forward pass",
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
      .init("interrupted", .bool(result.wasInterrupted)),
    ]
    return .document(
      head + conditions.optionMembers + choices + conditions.machineMembers
        + [.init("layer", layer)])
  }

  private var layer: JSONValue {
    [
      "path": .string(result.path), "applications": .integer(result.applications),
      "input": .array(result.input.map(JSONValue.integer)),
      "output": .array(result.output.map(JSONValue.integer)),
      "passes": .array(result.passes.map(json)),
    ]
  }

  private func json(_ pass: LayerBenchmark.PassTimes) -> JSONValue {
    let (times, work, roofline) = (pass.times, pass.work, conditions.roofline)
    return [
      "pass": .string(pass.pass.rawValue), "kernel": .string(pass.algorithm),
      "median_ms": .milliseconds(times.median), "p10_ms": .milliseconds(times.quantile(0.1)),
      "p90_ms": .milliseconds(times.quantile(0.9)), "min_ms": .milliseconds(times.minimum),
      "variation": times.variation.map(JSONValue.number) ?? .null,
      "runs": .integer(times.values.count),
      "operations": .number(pass.operations), "bytes": .number(pass.bytes),
      "gigaflops": .number(work.gigaflops),
      "peak_share": .number(work.gigaflops / roofline.gigaflops),
      "bound": .string(work.bound(roofline)),
      "predicted_ms": .milliseconds(work.predicted(roofline)),
    ]
  }
}

extension LayerBenchmark.PassTimes {
  fileprivate var work: MeasuredWork {
    MeasuredWork(operations: operations, bytes: bytes, time: times.median)
  }
}
