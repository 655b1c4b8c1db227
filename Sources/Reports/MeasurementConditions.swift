import RLAExecution
import RLAText

/// Where and how something was measured, as every report of a measurement says it.
struct MeasurementConditions {
  let machine: Machine
  let roofline: Roofline
  let options: PlanOptions
  let series: SeriesConditions
  let isCold: Bool

  var machineLine: String { machine.text(threads: options.threads) }

  var rooflineLine: String {
    "roofline measured here: \(Numbers.fixed(roofline.gigaflops, decimals: 1)) GFLOP/s in "
      + "products, \(Numbers.fixed(roofline.gigabytes, decimals: 1)) GB/s copied (G = 10^9); a "
      + "multiply-add counts as 2 operations of the plain algorithm, so Winograd may exceed 100 %"
  }

  /// What the caches held, and how the runs began.
  var cacheText: String {
    isCold ? "caches flushed before every run" : "caches as the run before left them"
  }

  /// Fewer runs than this make an uncertain median.
  private static let fewRuns = 5
  /// A larger share of the mean as standard deviation points to another load.
  private static let wideSpread = 0.1

  /// What makes the times doubtful.
  ///
  /// - Parameters:
  ///   - runs: How many were timed.
  ///   - spreads: By name of what was timed, the coefficient of variation.
  /// - Returns: A sentence for each reason.
  func warnings(runs: Int, spreads: [(name: String, variation: Double?)]) -> [String] {
    var lines: [String] = []
    if series.wasInterrupted { lines.append("warning: interrupted; these are the runs so far.") }
    if let sentence = series.disturbance { lines.append("warning: \(sentence)") }
    if runs < Self.fewRuns {
      lines.append("warning: fewer than \(Self.fewRuns) runs, so the median is uncertain.")
    }
    // What disturbed the runs is the better reason for their spread.
    for (name, variation) in spreads where !series.load.isDisturbed {
      guard let variation, variation > Self.wideSpread else { continue }
      lines.append(
        "warning: the times of \(name) vary by \(Numbers.percent(variation, decimals: 0)); "
          + "another process may be running.")
    }
    return lines
  }

  /// The sizes and threads that every measurement has.
  var optionMembers: [JSONValue.Member] {
    [
      .init("batch", .integer(options.batch)), .init("height", .integer(options.height)),
      .init("width", .integer(options.width)), .init("threads", .integer(options.threads)),
      .init("pinned", .bool(machine.pins(options.threads))), .init("dtype", "float32"),
      .init("cold", .bool(isCold)), .init("warmup", .integer(series.warmup)),
    ]
  }

  var machineMembers: [JSONValue.Member] {
    [
      .init("load", series.json),
      .init("machine", machine.json),
      .init(
        "roofline",
        [
          "gigaflops": .number(roofline.gigaflops),
          "gigabytes_per_second": .number(roofline.gigabytes),
        ]),
    ]
  }
}
