package import RLAExecution
package import RLAText

/// All algorithms that can run one layer, as text or JSON.
package struct AlgorithmsReport: Sendable {
  private let result: LayerBenchmark.Result
  private let model: String
  private let conditions: MeasurementConditions

  /// - Parameters:
  ///   - result: What was measured, with errors.
  ///   - model: The name of the network that the layer belongs to.
  ///   - machine: Where.
  ///   - roofline: Its measured limits.
  package init(
    _ result: LayerBenchmark.Result, model: String, _ machine: Machine, _ roofline: Roofline
  ) {
    self.result = result
    self.model = model
    conditions = MeasurementConditions(
      machine: machine, roofline: roofline, options: result.options, series: result.conditions,
      isCold: result.isCold, touchedBytes: nil)
  }

  package func text(_ format: ReportFormat, on page: Page) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  /// The algorithms of a pass, by rule of thumb the fastest one first, with the number of the one
  /// that a measurement would choose.
  private var passes: [(algorithms: [LayerBenchmark.PassTimes], chosen: Int)] {
    LayerBenchmark.Pass.allCases.compactMap { pass in
      let algorithms = result.passes.filter { $0.pass == pass }
      if algorithms.isEmpty { return nil }
      return (algorithms, TuningRace.winner(algorithms.map(\.times.minimum)))
    }
  }

  private func isChosen(_ pass: LayerBenchmark.PassTimes) -> Bool {
    passes.contains { $0.algorithms[$0.chosen].isSame(as: pass) }
  }

  private func isUsual(_ pass: LayerBenchmark.PassTimes) -> Bool {
    passes.contains { $0.algorithms[0].isSame(as: pass) }
  }

  // MARK: - Table

  private static let columns = [
    Table.Column("pass", key: "pass", .left),
    Table.Column("algorithm", key: "algorithm", .left, .breaks(to: 16)),
    Table.Column("median ms", key: "median_ms", .right),
    Table.Column("least ms", key: "min_ms", .right),
    Table.Column("GMAC/s", key: "gigamacs_per_second", .right),
    Table.Column("of peak", key: "peak_share", .right),
    Table.Column("error", key: "error", .right),
    Table.Column("choice", key: "choice", .left),
  ]

  private var table: Table {
    Table(
      columns: Self.columns, rows: result.passes.map(row), header: header, footer: footer)
  }

  private func row(_ pass: LayerBenchmark.PassTimes) -> [Table.Cell] {
    [
      Table.Cell(pass.pass.rawValue), Table.Cell(pass.algorithm), Table.Cell(pass.times.median),
      Table.Cell(pass.times.minimum), Table.Cell(pass.gigamacs, decimals: 1),
      Table.Cell(share: pass.gigaflops / conditions.roofline.gigaflops),
      pass.error.map { Table.Cell(Numbers.scientific($0), raw: "\($0)") } ?? "",
      Table.Cell(choice(pass)),
    ]
  }

  private func choice(_ pass: LayerBenchmark.PassTimes) -> String {
    let words = [(isUsual(pass), "rule of thumb"), (isChosen(pass), "by measurement")]
    return words.filter(\.0).map(\.1).joined(separator: ", ")
  }

  private var header: [String] {
    let runs = result.passes.first?.times.values.count ?? 0
    return [
      "algorithms for \(result.path) of \(model) alone, input \(Numbers.sizes(result.input)), output "
        + "\(Numbers.sizes(result.output)), float32, forward pass as in "
        + "\(result.options.purpose.rawValue), \(conditions.cacheText)",
      conditions.machineLine,
      "\(Numbers.counted(runs, "run")) of each, in turn, after \(conditions.series.warmup) to warm up",
      conditions.series.loadLine,
    ]
      + conditions.warnings(
        runs: runs,
        spreads: result.passes.map {
          ("\($0.algorithm), \($0.pass.rawValue)", $0.times.variation)
        })
  }

  private var footer: [String] {
    [
      "GMAC/s: multiply-adds of the layer's definition per second, G = 10^9; 'of peak' counts the "
        + "operations that run, a multiply-add as 2, over the "
        + "\(Numbers.fixed(conditions.roofline.gigaflops, decimals: 1)) GFLOP/s that this machine "
        + "reaches",
      "error: the largest difference from plain products summed in double precision, over the largest "
        + "of their results",
      "choice: 'by measurement' has the least time, and the rule of thumb where that is at most "
        + "\(Numbers.percent(TuningRace.tie - 1, decimals: 0)) slower; sizes are NxCxHxW",
    ]
  }

  // MARK: - JSON

  private var json: JSONValue {
    let head: [JSONValue.Member] = [
      .init("kind", "bench-algorithms"),
      .init("model", .string(model)),
    ]
    let choices: [JSONValue.Member] = [
      .init("purpose", .string(result.options.purpose.rawValue)),
      .init("interrupted", .bool(result.conditions.wasInterrupted)),
      .init("products", .string(result.options.kernels.rawValue)),
    ]
    return .document(
      head + conditions.optionMembers() + choices + conditions.machineMembers
        + [JSONValue.Member("layer", layer)])
  }

  private var layer: JSONValue {
    .object(result.layerMembers + [.init("algorithms", .array(result.passes.map(json)))])
  }

  private func json(_ pass: LayerBenchmark.PassTimes) -> JSONValue {
    [
      "pass": .string(pass.pass.rawValue), "algorithm": .string(pass.algorithm),
      "median_ms": .milliseconds(pass.times.median), "min_ms": .milliseconds(pass.times.minimum),
      "runs": .integer(pass.times.values.count),
      "gigamacs_per_second": .number(pass.gigamacs), "gigaflops": .number(pass.gigaflops),
      "peak_share": .number(pass.gigaflops / conditions.roofline.gigaflops),
      "error": pass.error.map(JSONValue.number) ?? .null,
      "rule_of_thumb": .bool(isUsual(pass)), "by_measurement": .bool(isChosen(pass)),
    ]
  }
}

extension LayerBenchmark.PassTimes {
  fileprivate func isSame(as other: Self) -> Bool {
    pass == other.pass && algorithm == other.algorithm
  }

  /// 10⁹ multiply-adds of the definition per second.
  fileprivate var gigamacs: Double { multiplyAdds / times.median.seconds * 1e-9 }

  /// 10⁹ operations that ran per second.
  fileprivate var gigaflops: Double {
    (operations - savedOperations) / times.median.seconds * 1e-9
  }
}
