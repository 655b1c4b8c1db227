public import RLAExecution
import RLANetworks
public import RLAText

/// A measurement as text or JSON, schema 1.
public struct BenchReport: Sendable {
  private let result: Benchmark.Result
  private let machine: Machine
  private let roofline: Roofline
  /// Only the steps under this path, where given.
  private let layer: String?

  public init(
    _ result: Benchmark.Result, _ machine: Machine, _ roofline: Roofline, layer: String?
  ) {
    self.result = result
    self.machine = machine
    self.roofline = roofline
    self.layer = layer
  }

  public func text(_ format: ReportFormat, styled: Bool) -> String {
    format == .json ? json.text : table.text(format, styled: styled)
  }

  private var options: PlanOptions { result.plan.options }

  private var described: MachineDescription {
    MachineDescription(machine: machine, roofline: roofline, threads: options.threads)
  }

  private var steps: [Benchmark.StepTimes] {
    guard let layer else { return result.steps }
    return result.steps.filter { $0.step.path == layer || $0.step.path.hasPrefix(layer + ".") }
  }

  private var stepSum: Duration { result.steps.reduce(.zero) { $0 + $1.median } }

  // MARK: - Table

  private var table: Table {
    Table(
      columns: [
        Table.Column("layer", key: "path", .left),
        Table.Column("algorithm", key: "algorithm", .left),
        Table.Column("forward ms", key: "forward_ms", .right),
        Table.Column("backward ms", key: "backward_ms", .right),
        Table.Column("share", key: "share", .right),
        Table.Column("GFLOP/s", key: "gigaflops", .right),
        Table.Column("of peak", key: "peak_share", .right),
        Table.Column("GB/s", key: "gigabytes", .right),
        Table.Column("bound", key: "bound", .left),
        Table.Column("predicted ms", key: "predicted_ms", .right),
      ],
      rows: steps.map(row), header: header, footer: footer)
  }

  private func row(_ step: Benchmark.StepTimes) -> [Table.Cell] {
    let speed = step.operations / step.median.seconds * 1e-9
    let fused = step.step.nodes.count - 1
    return [
      Table.Cell(fused > 0 ? "\(step.step.path) +\(fused)" : step.step.path, raw: step.step.path),
      Table.Cell(step.step.algorithm),
      number(step.forward.median, 3), step.backward.map { number($0.median, 3) } ?? "",
      percent(step.median / result.whole.median), number(speed, 1),
      percent(speed / roofline.gigaflops), number(step.bytes / step.median.seconds * 1e-9, 1),
      Table.Cell(roofline.bound(operations: step.operations, bytes: step.bytes)),
      number(roofline.predicted(operations: step.operations, bytes: step.bytes), 3),
    ]
  }

  private func number(_ time: Duration, _ decimals: Int) -> Table.Cell {
    number(time.milliseconds, decimals)
  }

  private func number(_ value: Double, _ decimals: Int) -> Table.Cell {
    Table.Cell(Numbers.fixed(value, decimals: decimals), raw: "\(value)")
  }

  private func percent(_ share: Double) -> Table.Cell {
    Table.Cell("\(Numbers.fixed(share * 100, decimals: 1)) %", raw: "\(share)")
  }

  private var header: [String] {
    let whole = result.whole
    let images = Double(options.batch) / whole.median.seconds
    return [
      "\(result.plan.network.name), batch \(options.batch), "
        + "\(options.height)x\(options.width), float32, \(modeName), \(options.fusion.rawValue) "
        + "plan, \(options.algorithm.rawValue) algorithms",
      described.line,
      "whole net: median \(fixed(whole.median)) ms, p10 \(fixed(whole.quantile(0.1))), "
        + "p90 \(fixed(whole.quantile(0.9))), min \(fixed(whole.minimum)), "
        + "coefficient of variation \(variation), \(whole.values.count) runs; "
        + "\(Numbers.fixed(images, decimals: 1)) images/s",
    ] + warnings
  }

  private var variation: String {
    result.whole.variation.map { "\(Numbers.fixed($0 * 100, decimals: 1)) %" } ?? "unknown"
  }

  private var modeName: String {
    switch result.mode {
    case .inference: "inference (forward pass)"
    case .forward: "forward and backward pass"
    case .training: "training step (forward, backward, optimizer)"
    }
  }

  private var warnings: [String] {
    var lines: [String] = []
    if result.wasInterrupted { lines.append("warning: interrupted; these are the runs so far.") }
    if result.whole.values.count < 5 {
      lines.append("warning: fewer than 5 runs; the median says little.")
    }
    if let spread = result.whole.variation, spread > 0.1 {
      lines.append(
        "warning: the times spread by \(Numbers.fixed(spread * 100, decimals: 0)) %; "
          + "another load may be running.")
    }
    return lines
  }

  private var footer: [String] {
    let rest = result.whole.median - stepSum - result.loss - result.optimizer
    return [
      "by part: \(result.partsLine)",
      "sum of layers \(fixed(stepSum)) ms + loss \(fixed(result.loss)) ms + optimizer "
        + "\(fixed(result.optimizer)) ms + rest (between steps, medians do not add) "
        + "\(fixed(rest)) ms = \(fixed(result.whole.median)) ms",
      described.rooflineLine,
      "activation memory \(Numbers.grouped(result.plan.activationBytes)) bytes, weights "
        + "\(Numbers.grouped(result.plan.parameterBytes)) bytes, packed weights "
        + "\(Numbers.grouped(result.plan.packedBytes)) bytes",
      "'+n' counts nodes of the graph that run within the step; dropout is left out",
    ]
  }

  private func fixed(_ time: Duration) -> String { Numbers.fixed(time.milliseconds, decimals: 3) }

  // MARK: - JSON

  private var json: JSONValue {
    [
      "schema": .integer(ReportSchema.version), "kind": "bench",
      "model": .string(result.plan.network.name),
      "batch": .integer(options.batch), "height": .integer(options.height),
      "width": .integer(options.width), "threads": .integer(options.threads),
      "pinned": .bool(machine.pins(options.threads)),
      "mode": .string(result.mode.rawValue), "plan": .string(options.fusion.rawValue),
      "algorithm": .string(options.algorithm.rawValue),
      "interrupted": .bool(result.wasInterrupted),
      "machine": described.machineJSON, "roofline": described.rooflineJSON,
      "whole": wholeJSON, "parts": result.partsJSON,
      "layers": .array(steps.map(json)),
    ]
  }

  private var wholeJSON: JSONValue {
    let whole = result.whole
    let interval = whole.medianInterval
    return [
      "median_ms": .milliseconds(whole.median), "p10_ms": .milliseconds(whole.quantile(0.1)),
      "p90_ms": .milliseconds(whole.quantile(0.9)), "min_ms": .milliseconds(whole.minimum),
      "variation": whole.variation.map(JSONValue.number) ?? .null,
      "median_low_ms": .milliseconds(interval.lowerBound),
      "median_high_ms": .milliseconds(interval.upperBound),
      "runs": .integer(whole.values.count), "layer_sum_ms": .milliseconds(stepSum),
      "loss_ms": .milliseconds(result.loss), "optimizer_ms": .milliseconds(result.optimizer),
      "activation_bytes": .integer(result.plan.activationBytes),
    ]
  }

  private func json(_ step: Benchmark.StepTimes) -> JSONValue {
    [
      "path": .string(step.step.path),
      "nodes": .array(step.step.nodes.map { .string(path($0)) }),
      "algorithm": .string(step.step.algorithm),
      "median_ms": .milliseconds(step.median), "forward_ms": .milliseconds(step.forward.median),
      "backward_ms": step.backward.map { .milliseconds($0.median) } ?? .null,
      "operations": .number(step.operations), "bytes": .number(step.bytes),
      "bound": .string(roofline.bound(operations: step.operations, bytes: step.bytes)),
      "predicted_ms": .milliseconds(
        roofline.predicted(operations: step.operations, bytes: step.bytes)),
    ]
  }

  private func path(_ node: Int) -> String {
    result.plan.network.path(of: result.plan.network.nodes[node])
  }
}
