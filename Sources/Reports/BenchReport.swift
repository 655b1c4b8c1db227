package import RLAExecution
import RLANetworks
package import RLAText

/// A measurement of a network as text or JSON.
package struct BenchReport: Sendable {
  let result: Benchmark.Result
  let cost: BenchCost
  let conditions: MeasurementConditions
  /// The median with one thread, where that was measured as well.
  let singleThread: Duration?
  /// The steps that have rows.
  let steps: [Benchmark.StepTimes]

  /// - Parameters:
  ///   - result: What was measured.
  ///   - cost: What the network costs by counting.
  ///   - machine: Where.
  ///   - roofline: Its measured limits.
  ///   - layer: The path of the module whose steps have rows; nil for all.
  ///   - singleThread: The median with one thread, where that was measured as well.
  package init(
    _ result: Benchmark.Result, _ cost: BenchCost, _ machine: Machine, _ roofline: Roofline,
    layer: String? = nil, singleThread: Duration? = nil
  ) {
    self.result = result
    self.cost = cost
    self.singleThread = singleThread
    conditions = MeasurementConditions(
      machine: machine, roofline: roofline, options: result.plan.options,
      series: result.conditions, isCold: result.isCold, touchedBytes: result.plan.totalBytes)
    steps = layer.map(result.steps(under:)) ?? result.steps
  }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  private var table: Table {
    RooflineTable(
      heading: Table.Column("layer", key: "path", .left, .breaks(to: 16)),
      timeColumns: passColumns + [Table.Column("share", key: "share", .right)],
      conditions: conditions
    ).table(steps.map(row), header: header, footer: footer)
  }

  private var trains: Bool { result.mode != .inference }

  private var passColumns: [Table.Column] {
    let forward = Table.Column("forward ms", key: "forward_ms", .right)
    return trains ? [forward, Table.Column("backward ms", key: "backward_ms", .right)] : [forward]
  }

  private func row(_ step: Benchmark.StepTimes) -> RooflineTable.Row {
    let path = step.step.path
    let fused = step.step.nodes.count - 1
    let backward = step.backward.map { Table.Cell($0.median) } ?? ""
    return RooflineTable.Row(
      name: Table.Cell(fused > 0 ? "\(path) +\(fused)" : path, raw: path),
      algorithm: step.step.algorithm,
      times: [Table.Cell(step.forward.median)] + (trains ? [backward] : [])
        + [Table.Cell(share: step.median / result.whole.median)],
      work: step.work)
  }

  private var header: [String] {
    let options = conditions.options
    return [
      "\(result.plan.network.name), batch \(options.batch), "
        + "\(options.height)x\(options.width), float32, \(result.mode.meaning), "
        + "\(options.fusion.rawValue) plan, \(options.algorithm.rawValue) algorithms, "
        + conditions.cacheText,
      conditions.machineLine, wholeLine, speedLine, conditions.series.loadLine,
    ]
      + conditions.warnings(
        runs: result.whole.values.count, spreads: [("the runs", result.whole.variation)])
      + [threadHint].compactMap(\.self)
  }

  private var wholeLine: String {
    let whole = result.whole
    return "whole network: median \(fixed(whole.median)) ms, \(whole.intervalText); p10 "
      + "\(fixed(whole.quantile(0.1))), p90 \(fixed(whole.quantile(0.9))), min "
      + "\(fixed(whole.minimum)), coefficient of variation "
      + "\(whole.variation.map { Numbers.percent($0) } ?? "unknown"), "
      + "\(Numbers.counted(whole.values.count, "run")) after "
      + "\(conditions.series.warmup) to warm up"
  }

  private var speedLine: String {
    let speed = BenchSpeed(result, cost)
    return "speed: \(Numbers.fixed(speed.imagesPerSecond, decimals: 1)) images/s"
      + (trains
        ? ""
        : ", \(Numbers.fixed(speed.gigamacsPerSecond, decimals: 1)) GMAC/s (MACs by convention "
          + "'macs', G = 10^9)")
  }

  /// Says where one thread is faster than the threads that were asked for.
  private var threadHint: String? {
    guard let singleThread, singleThread < result.whole.medianInterval.lowerBound else {
      return nil
    }
    return "hint: one thread is faster here, with a median of \(fixed(singleThread)) ms in a short "
      + "series; try --threads 1."
  }

  private var footer: [String] {
    let plan = result.plan
    return [
      "by stage: \(stagesLine)",
      sumLine,
    ] + conditions.rooflineLines(("this network", gigaflops)) + [
      "activation memory \(Numbers.grouped(plan.activationBytes)) bytes, weights "
        + "\(Numbers.grouped(plan.parameterBytes)) bytes, packed weights "
        + "\(Numbers.grouped(plan.packedBytes)) bytes",
      "'+n': n more nodes of the graph run within the step; dropout is left out",
    ]
  }

  /// 10⁹ operations per second that ran.
  private var gigaflops: Double {
    let executed = result.steps.reduce(0) { $0 + $1.operations - $1.savedOperations }
    return executed / result.whole.median.seconds * 1e-9
  }

  private var sumLine: String {
    var parts = ["sum of layers \(fixed(result.stepSum)) ms"]
    if trains { parts.append("loss \(fixed(result.loss)) ms") }
    if result.mode == .training { parts.append("optimizer step \(fixed(result.optimizer)) ms") }
    parts.append("rest (between layers; medians do not add up) \(fixed(result.rest)) ms")
    return parts.joined(separator: " + ") + " = \(fixed(result.whole.median)) ms"
  }

  /// The stages in one line: `stem 3.600 ms (12.0 %), stage 1 …`.
  private var stagesLine: String {
    result.stageTimes.map { stage, time in
      let share = Numbers.percent(time / result.whole.median)
      return "\(stage) \(fixed(time)) ms (\(share))"
    }.joined(separator: ", ")
  }

  private func fixed(_ time: Duration) -> String {
    Numbers.milliseconds(time.milliseconds)
  }
}

extension Benchmark.StepTimes {
  var work: MeasuredWork {
    MeasuredWork(operations: operations, saved: savedOperations, bytes: bytes, time: median)
  }
}

extension Benchmark.Mode {
  var meaning: String {
    switch self {
    case .inference: "inference (forward pass)"
    case .forwardBackward: "forward and backward pass"
    case .training: "training step (forward, backward, optimizer step)"
    }
  }
}
