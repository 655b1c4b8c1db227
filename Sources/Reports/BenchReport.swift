package import RLAExecution
import RLANetworks
package import RLAText

/// The median of a short series with fewer threads than were asked for.
package struct FewerThreads: Hashable, Sendable {
  package let threads: Int
  package let median: Duration

  package init(threads: Int, median: Duration) {
    self.threads = threads
    self.median = median
  }
}

/// A measurement of a network as text or JSON.
package struct BenchReport: Sendable {
  let result: Benchmark.Result
  let cost: BenchCost
  let conditions: MeasurementConditions
  /// The medians with fewer threads, where those were measured as well.
  let fewerThreads: [FewerThreads]
  /// Bytes that the process took at its peak for this network; nil where that is not known.
  let measuredBytes: Int?
  let tuning: TuningConditions
  /// What is said of a network from a file; nil for others.
  let file: FileRun?
  /// The steps that have rows.
  let steps: [Benchmark.StepTimes]
  let grouping: BenchGrouping
  private let order: BenchOrder?

  /// - Parameters:
  ///   - result: What was measured.
  ///   - cost: What the network costs by counting.
  ///   - machine: Where.
  ///   - roofline: Its measured limits.
  ///   - file: What is said of a network from a file; nil for others.
  ///   - layer: The path of the module whose steps have rows; nil for all.
  ///   - fewerThreads: The medians with fewer threads, where those were measured as well.
  ///   - measuredBytes: What the process took at its peak for this network, where that is known.
  ///   - cache: What became of the file that keeps choices of algorithms.
  ///   - grouping: How steps are joined into rows.
  ///   - order: What comes first; nil for what ran first.
  package init(
    _ result: Benchmark.Result, _ cost: BenchCost, _ machine: Machine, _ roofline: Roofline,
    file: FileRun? = nil, layer: String? = nil, fewerThreads: [FewerThreads] = [],
    measuredBytes: Int? = nil, cache: TuningCacheUse? = nil,
    by grouping: BenchGrouping = .calls, order: BenchOrder? = nil
  ) {
    self.grouping = grouping
    self.order = order
    self.result = result
    self.cost = cost
    self.fewerThreads = fewerThreads
    self.file = file
    self.measuredBytes = measuredBytes
    tuning = TuningConditions(result.plan.tuning, result.plan.options, cache)
    conditions = MeasurementConditions(
      machine: machine, roofline: roofline, options: result.plan.options,
      series: result.conditions, isCold: result.isCold, touchedBytes: result.plan.totalBytes)
    steps = layer.map(result.steps(under:)) ?? result.steps
  }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  private var table: Table {
    let table =
      grouping == .calls
      ? RooflineTable(
        heading: Table.Column("layer", key: "path", .left, .breaks(to: 16)),
        timeColumns: passColumns + [Table.Column("share", key: "share", .right)],
        conditions: conditions
      ).table(rows.map(callRow), header: header, footer: footer) : sumTable
    return table.withPlaces(of: rows, model: result.plan.network.name)
  }

  var rows: [BenchRow] {
    BenchRows(result.plan.network, conditions, order: order).rows(of: steps, by: grouping)
  }

  /// The layers that lose most.
  var losses: [BenchLoss] { BenchLoss.largest(steps, cost.products, conditions) }

  /// The share of the machine's peak that the whole network reached.
  var peakShare: Double { result.gigaflops / conditions.roofline.gigaflops }

  private var trains: Bool { result.mode != .inference }

  var passColumns: [Table.Column] {
    let forward = Table.Column("forward ms", key: "forward_ms", .right)
    return trains ? [forward, Table.Column("backward ms", key: "backward_ms", .right)] : [forward]
  }

  /// The times of a row and its share of the whole run.
  func timeCells(_ row: BenchRow) -> [Table.Cell] {
    let hasBackward = row.steps.contains { $0.backward != nil }
    return [Table.Cell(row.forward)]
      + (trains ? [hasBackward ? Table.Cell(row.backward) : ""] : [])
      + [Table.Cell(share: row.work.time / result.whole.median)]
  }

  private func callRow(_ row: BenchRow) -> RooflineTable.Row {
    let step = row.steps[0].step
    let fused = step.nodes.count - 1
    return RooflineTable.Row(
      name: Table.Cell(fused > 0 ? "\(row.name) +\(fused)" : row.name, raw: row.name),
      algorithm: step.algorithm, times: timeCells(row), work: row.work)
  }

  /// What was measured where, and how fast it was.
  var header: [String] {
    let options = conditions.options
    return [
      "\(result.plan.network.name), \(result.plan.inputText), float32, \(result.mode.meaning), "
        + "\(options.fusion.rawValue) plan, \(options.algorithm.rawValue) algorithms, "
        + conditions.cacheText
    ] + (file?.lines(result) ?? []) + [
      conditions.machineLine, tuning.line(result.libraryShare, conditions.machine), wholeLine,
      speedLine, conditions.series.loadLine,
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
    let samples = result.plan.takesImages ? "images" : "samples"
    return "speed: \(Numbers.fixed(speed.imagesPerSecond, decimals: 1)) \(samples)/s"
      + (trains
        ? ""
        : ", \(Numbers.fixed(speed.gigamacsPerSecond, decimals: 1)) GMAC/s (MACs by convention "
          + "'macs', G = 10^9)")
  }

  /// Says where fewer threads are faster than those that were asked for.
  private var threadHint: String? {
    let fastest = fewerThreads.min { $0.median < $1.median }
    guard let fastest, fastest.median < result.whole.medianInterval.lowerBound else { return nil }
    let threads = fastest.threads == 1 ? "one thread is" : "\(fastest.threads) threads are"
    return "hint: \(threads) faster here, with a median of \(fixed(fastest.median)) ms in a short "
      + "series; try --threads \(fastest.threads)."
  }

  /// Where the time went, and what the columns mean.
  var footer: [String] {
    [lossLine, "by stage: \(stagesLine)", passLine].compactMap(\.self) + [sumLine]
      + conditions.rooflineLines(("this network", result.gigaflops)) + [
        memoryLine
      ]
      + (trains ? ["'algorithm' is that of the forward pass; JSON has those of the gradients"] : [])
      + rowNotes
  }

  /// What the rows are.
  private var rowNotes: [String] {
    if grouping == .calls {
      return ["'+n': n more nodes of the graph run within the step; dropout is left out"]
    }
    return [
      "a step that several nodes share counts where its first node is, and sums of medians are no "
        + "medians; --layers shows every call"
    ]
  }

  /// Where most time is lost, and why.
  private var lossLine: String? {
    let losses = losses
    if losses.isEmpty { return nil }
    return "most time beyond that of its operations at the peak: "
      + losses.map(\.text).joined(separator: "; ")
  }

  private var memoryLine: String {
    let plan = result.plan
    let measured = measuredBytes.map { "\(Numbers.grouped($0)) bytes at its peak" }
    return "memory: planned \(Numbers.grouped(plan.totalBytes)) bytes (activations "
      + "\(Numbers.grouped(plan.activationBytes)), weights"
      + "\(trains ? ", gradients and momentum" : "") \(Numbers.grouped(plan.parameterBytes)), packed "
      + "weights \(Numbers.grouped(plan.packedBytes))); the process grew by "
      + (measured ?? "an amount that the system does not show")
  }

  /// The passes of a training step with their shares.
  private var passLine: String? {
    guard trains else { return nil }
    let passes = result.passes
    let named =
      [
        ("forward", passes.forward), ("loss", passes.loss), ("backward", passes.backward),
      ] + (result.mode == .training ? [("optimizer step", passes.optimizer)] : [])
    let parts = named.map { name, time in
      "\(name) \(fixed(time)) ms (\(Numbers.percent(time / result.whole.median)))"
    }
    return "by pass: \(parts.joined(separator: ", "))"
  }

  private var sumLine: String {
    var parts = ["sum of layers \(fixed(result.stepSum)) ms"]
    if trains { parts.append("loss \(fixed(result.passes.loss)) ms") }
    if result.mode == .training {
      parts.append("optimizer step \(fixed(result.passes.optimizer)) ms")
    }
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
