import RLAExecution
import RLAText

/// Where and how something was measured, as every report of a measurement says it.
struct MeasurementConditions {
  let machine: Machine
  let roofline: Roofline
  let options: PlanOptions
  let series: SeriesConditions
  let isCold: Bool
  /// What a run touches, in bytes, all of which is there again in the next one; nil where each kernel
  /// is run by itself.
  let touchedBytes: Int?

  var machineLine: String { machine.text(threads: options.threads) }

  /// The level of the memory in which a kernel finds its data.
  func level(of bytes: Double) -> Roofline.MemoryLevel {
    roofline.level(touching: touchedBytes ?? Int(bytes), isCold: isCold)
  }

  /// The figures that a share of the peak refers to, and what was reached.
  ///
  /// - Parameter achieved: 10⁹ operations per second that ran, with what ran; nil for none.
  /// - Returns: The figures, and what they count.
  func rooflineLines(_ achieved: (subject: String, gigaflops: Double)?) -> [String] {
    let peak = roofline.gigaflops
    let reached = achieved.map {
      ", \($0.subject) \(Numbers.fixed($0.gigaflops, decimals: 1)) "
        + "(\(Numbers.percent($0.gigaflops / peak, decimals: 0)))"
    }
    let streams = roofline.all.streams.map {
      "\($0.level.rawValue) \(Numbers.fixed($0.best, decimals: 1))"
    }
    return [
      "peak of this machine \(Numbers.fixed(peak, decimals: 1)) GFLOP/s (\(roofline.vectors), "
        + "\(Numbers.counted(roofline.all.threads, "thread"))), products of BLAS "
        + "\(Numbers.fixed(roofline.all.productGigaflops, decimals: 1)) "
        + "(\(Numbers.percent(roofline.productShare, decimals: 0)))\(reached ?? ""); "
        + "\(streams.joined(separator: ", ")) GB/s; all measured here, G = 10^9",
      "GFLOP/s and 'of peak' count the operations that run, a multiply-add as 2; 'saved' is the share "
        + "of the layer's operations that Winograd's algorithm does without",
    ]
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
    lines += machine.warnings(roofline).map { "warning: \($0)" }
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
  ///
  /// `takesImages` is whether there is one batch of images, which have height and width.
  func optionMembers(takesImages: Bool = true) -> [JSONValue.Member] {
    [
      .init("batch", .integer(options.batch)),
      .init("height", takesImages ? .integer(options.height) : .null),
      .init("width", takesImages ? .integer(options.width) : .null),
      .init("threads", .integer(options.threads)),
      .init("pinned", .bool(machine.pins(options.threads))), .init("dtype", "float32"),
      .init("cold", .bool(isCold)), .init("warmup", .integer(series.warmup)),
    ]
  }

  var machineMembers: [JSONValue.Member] {
    [
      .init("load", series.json),
      .init("machine", machine.json),
      .init("roofline", roofline.json),
    ]
  }
}
