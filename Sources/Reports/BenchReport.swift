package import RLAExecution
package import RLAFormats
import RLANetworks
package import RLAText

/// A measurement of a network as text or JSON.
package struct BenchReport: Sendable {
  let result: Benchmark.Result
  let conditions: MeasurementConditions
  /// The steps that have rows.
  let steps: [Benchmark.StepTimes]

  /// - Parameters:
  ///   - result: What was measured.
  ///   - machine: Where.
  ///   - roofline: Its measured limits.
  ///   - layer: The path of the module whose steps have rows; nil for all.
  package init(
    _ result: Benchmark.Result, _ machine: Machine, _ roofline: Roofline, layer: String?
  ) {
    self.result = result
    conditions = MeasurementConditions(
      machine: machine, roofline: roofline, options: result.plan.options)
    steps = layer.map(result.steps(under:)) ?? result.steps
  }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  private var table: Table {
    RooflineTable(
      heading: Table.Column("layer", key: "path", .left, .breaks(to: 16)),
      timeColumns: [
        Table.Column("forward ms", key: "forward_ms", .right),
        Table.Column("backward ms", key: "backward_ms", .right),
        Table.Column("share", key: "share", .right),
      ],
      roofline: conditions.roofline, decimals: 3
    ).table(steps.map(row), header: header, footer: footer)
  }

  private func row(_ step: Benchmark.StepTimes) -> RooflineTable.Row {
    let path = step.step.path
    let fused = step.step.nodes.count - 1
    return RooflineTable.Row(
      name: Table.Cell(fused > 0 ? "\(path) +\(fused)" : path, raw: path),
      algorithm: step.step.algorithm,
      times: [
        Table.Cell(step.forward.median, decimals: 3),
        step.backward.map { Table.Cell($0.median, decimals: 3) } ?? "",
        Table.Cell(share: step.median / result.whole.median),
      ],
      work: step.work)
  }

  private var header: [String] {
    let options = conditions.options
    return [
      "\(result.plan.network.name), batch \(options.batch), "
        + "\(options.height)x\(options.width), float32, \(result.mode.meaning), "
        + "\(options.fusion.rawValue) plan, \(options.algorithm.rawValue) algorithms",
      conditions.machineLine, wholeLine,
    ]
      + MeasurementConditions.warnings(
        runs: result.whole.values.count, wasInterrupted: result.wasInterrupted,
        spreads: [("the runs", result.whole.variation)])
  }

  private var wholeLine: String {
    let whole = result.whole
    let images = Double(conditions.options.batch) / whole.median.seconds
    return "whole network: median \(fixed(whole.median)) ms, p10 \(fixed(whole.quantile(0.1))), "
      + "p90 \(fixed(whole.quantile(0.9))), min \(fixed(whole.minimum)), coefficient of variation "
      + "\(whole.variation.map { Numbers.percent($0) } ?? "unknown"), "
      + "\(Numbers.counted(whole.values.count, "run")); "
      + "\(Numbers.fixed(images, decimals: 1)) images/s"
  }

  private var footer: [String] {
    let plan = result.plan
    return [
      "by stage: \(stagesLine)",
      "sum of layers \(fixed(result.stepSum)) ms + loss \(fixed(result.loss)) ms + optimizer step "
        + "\(fixed(result.optimizer)) ms + rest (between layers; medians do not add up) "
        + "\(fixed(result.rest)) ms = \(fixed(result.whole.median)) ms",
      conditions.rooflineLine,
      "activation memory \(Numbers.grouped(plan.activationBytes)) bytes, weights "
        + "\(Numbers.grouped(plan.parameterBytes)) bytes, packed weights "
        + "\(Numbers.grouped(plan.packedBytes)) bytes",
      "'+n': n more nodes of the graph run within the step; dropout is left out",
    ]
  }

  /// The stages in one line: `stem 3.600 ms (12.0 %), stage 1 …`.
  private var stagesLine: String {
    result.stageTimes.map { stage, time in
      let share = Numbers.percent(time / result.whole.median)
      return "\(stage) \(fixed(time)) ms (\(share))"
    }.joined(separator: ", ")
  }

  private func fixed(_ time: Duration) -> String {
    Numbers.fixed(time.milliseconds, decimals: 3)
  }
}

extension BenchReport {
  /// The measurement as a later comparison reads it.
  package static func saved(_ result: Benchmark.Result) -> SavedBench {
    let options = result.plan.options
    let interval = result.whole.medianInterval
    return SavedBench(
      model: result.plan.network.name, batch: options.batch, height: options.height,
      width: options.width, threads: options.threads, mode: result.mode.rawValue,
      whole: SavedBench.Whole(
        median: result.whole.median.milliseconds, low: interval.lowerBound.milliseconds,
        high: interval.upperBound.milliseconds))
  }
}

extension Benchmark.StepTimes {
  var work: MeasuredWork {
    MeasuredWork(operations: operations, bytes: bytes, time: median)
  }
}

extension Benchmark.Mode {
  fileprivate var meaning: String {
    switch self {
    case .inference: "inference (forward pass)"
    case .forwardBackward: "forward and backward pass"
    case .training: "training step (forward, backward, optimizer step)"
    }
  }
}
