public import RLAExecution
public import RLAText

/// The measurement of one layer alone as text or JSON, schema 1.
public struct LayerBenchReport: Sendable {
  private let result: LayerBenchmark.Result
  private let model: String
  private let roofline: Roofline
  private let described: MachineDescription

  /// - Parameters:
  ///   - result: What was measured.
  ///   - model: The name of the network that the layer belongs to.
  ///   - machine: Where.
  ///   - roofline: Its measured limits.
  public init(
    _ result: LayerBenchmark.Result, model: String, _ machine: Machine, _ roofline: Roofline
  ) {
    self.result = result
    self.model = model
    self.roofline = roofline
    described = MachineDescription(
      machine: machine, roofline: roofline, threads: result.options.threads)
  }

  public func text(_ format: ReportFormat, styled: Bool) -> String {
    format == .json ? json.text : table.text(format, styled: styled)
  }

  // MARK: - Table

  private var table: Table {
    Table(
      columns: [
        Table.Column("pass", key: "pass", .left),
        Table.Column("algorithm", key: "algorithm", .left),
        Table.Column("median ms", key: "median_ms", .right),
        Table.Column("p10 ms", key: "p10_ms", .right),
        Table.Column("p90 ms", key: "p90_ms", .right),
        Table.Column("GFLOP/s", key: "gigaflops", .right),
        Table.Column("of peak", key: "peak_share", .right),
        Table.Column("GB/s", key: "gigabytes", .right),
        Table.Column("bound", key: "bound", .left),
        Table.Column("predicted ms", key: "predicted_ms", .right),
      ],
      rows: result.passes.map(row), header: header, footer: footer)
  }

  private func row(_ pass: LayerBenchmark.PassTimes) -> [Table.Cell] {
    let speed = pass.operations / pass.times.median.seconds * 1e-9
    let share = speed / roofline.gigaflops
    return [
      Table.Cell(pass.pass.rawValue), Table.Cell(pass.algorithm),
      number(pass.times.median, 4), number(pass.times.quantile(0.1), 4),
      number(pass.times.quantile(0.9), 4), number(speed, 1),
      Table.Cell("\(Numbers.fixed(share * 100, decimals: 1)) %", raw: "\(share)"),
      number(pass.bytes / pass.times.median.seconds * 1e-9, 1),
      Table.Cell(roofline.bound(operations: pass.operations, bytes: pass.bytes)),
      number(roofline.predicted(operations: pass.operations, bytes: pass.bytes), 4),
    ]
  }

  private func number(_ time: Duration, _ decimals: Int) -> Table.Cell {
    number(time.milliseconds, decimals)
  }

  private func number(_ value: Double, _ decimals: Int) -> Table.Cell {
    Table.Cell(Numbers.fixed(value, decimals: decimals), raw: "\(value)")
  }

  private var header: [String] {
    let options = result.options
    let calls =
      result.applications == 1 ? "called once" : "called \(result.applications) times, first size"
    var lines = [
      "\(result.path) of \(model) alone (\(calls)), input \(sizes(result.input)), result "
        + "\(sizes(result.output)), float32, \(options.algorithm.rawValue) algorithms, forward in "
        + "\(options.purpose.rawValue)",
      described.line,
      "runs: \(runs) of each pass in turn",
    ]
    if result.wasInterrupted {
      lines.append("warning: interrupted; these are the runs so far.")
    }
    if runs < 5 { lines.append("warning: fewer than 5 runs; the median says little.") }
    for pass in result.passes {
      guard let spread = pass.times.variation, spread > 0.1 else { continue }
      lines.append(
        "warning: the times of the \(pass.pass.rawValue) pass spread by "
          + "\(Numbers.fixed(spread * 100, decimals: 0)) %; another load may be running.")
    }
    return lines
  }

  private var runs: Int { result.passes.first?.times.values.count ?? 0 }

  private func sizes(_ dimensions: [Int]) -> String {
    dimensions.map { "\($0)" }.joined(separator: "x")
  }

  private var footer: [String] {
    [
      described.rooflineLine,
      "sizes are NxCxHxW; nothing is fused behind the layer, and each gradient counts as many "
        + "operations and bytes as the forward pass",
    ]
  }

  // MARK: - JSON

  private var json: JSONValue {
    let options = result.options
    return [
      "schema": .integer(ReportSchema.version), "kind": "bench-layer", "model": .string(model),
      "batch": .integer(options.batch), "height": .integer(options.height),
      "width": .integer(options.width), "threads": .integer(options.threads),
      "pinned": .bool(described.machine.pins(options.threads)),
      "purpose": .string(options.purpose.rawValue),
      "algorithm": .string(options.algorithm.rawValue),
      "interrupted": .bool(result.wasInterrupted),
      "machine": described.machineJSON, "roofline": described.rooflineJSON,
      "layer": [
        "path": .string(result.path), "applications": .integer(result.applications),
        "input": .array(result.input.map(JSONValue.integer)),
        "output": .array(result.output.map(JSONValue.integer)),
        "passes": .array(result.passes.map(json)),
      ],
    ]
  }

  private func json(_ pass: LayerBenchmark.PassTimes) -> JSONValue {
    let speed = pass.operations / pass.times.median.seconds * 1e-9
    return [
      "pass": .string(pass.pass.rawValue), "kernel": .string(pass.algorithm),
      "median_ms": .milliseconds(pass.times.median),
      "p10_ms": .milliseconds(pass.times.quantile(0.1)),
      "p90_ms": .milliseconds(pass.times.quantile(0.9)),
      "min_ms": .milliseconds(pass.times.minimum),
      "variation": pass.times.variation.map(JSONValue.number) ?? .null,
      "runs": .integer(pass.times.values.count),
      "operations": .number(pass.operations), "bytes": .number(pass.bytes),
      "gigaflops": .number(speed), "peak_share": .number(speed / roofline.gigaflops),
      "bound": .string(roofline.bound(operations: pass.operations, bytes: pass.bytes)),
      "predicted_ms": .milliseconds(
        roofline.predicted(operations: pass.operations, bytes: pass.bytes)),
    ]
  }
}
