public import RLAExecution
import RLANetworks
import RLAText

/// What a saved bench report says, as far as a comparison needs it.
public struct SavedBench: Decodable, Sendable {
  public struct Whole: Decodable, Sendable {
    public let medianMilliseconds: Double
    public let lowMilliseconds: Double
    public let highMilliseconds: Double

    enum CodingKeys: String, CodingKey {
      case medianMilliseconds = "median_ms"
      case lowMilliseconds = "median_low_ms"
      case highMilliseconds = "median_high_ms"
    }
  }

  public let schema: Int
  public let model: String
  public let batch: Int
  public let height: Int
  public let width: Int
  public let threads: Int
  public let mode: String
  public let whole: Whole

  public var isWellFormed: Bool {
    ReportSchema.readable.contains(schema) && whole.medianMilliseconds > 0
      && whole.lowMilliseconds > 0
      && whole.highMilliseconds > 0
  }
}

/// A new measurement beside an old one.
public struct BenchComparison: Sendable {
  /// New median over old.
  public let ratio: Double
  /// From the 95 % intervals of both medians.
  public let low: Double
  public let high: Double
  private let differences: [String]

  public init(_ new: Benchmark.Result, _ old: SavedBench) {
    let interval = new.whole.medianInterval
    ratio = new.whole.median.milliseconds / old.whole.medianMilliseconds
    low = interval.lowerBound.milliseconds / old.whole.highMilliseconds
    high = interval.upperBound.milliseconds / old.whole.lowMilliseconds
    let options = new.plan.options
    let pairs = [
      ("model", old.model, new.plan.network.name),
      ("batch", "\(old.batch)", "\(options.batch)"),
      ("size", "\(old.height)x\(old.width)", "\(options.height)x\(options.width)"),
      ("threads", "\(old.threads)", "\(options.threads)"), ("mode", old.mode, new.mode.rawValue),
    ]
    differences = pairs.filter { $0.1 != $0.2 }.map { "\($0.0) \($0.1) -> \($0.2)" }
  }

  public var text: String {
    let figures = [ratio, low, high].map { Numbers.fixed($0, decimals: 3) }
    let verdict = low > 1 ? "slower" : high < 1 ? "faster" : "no clear difference"
    let warning =
      differences.isEmpty
      ? "" : "warning: not the same run: \(differences.joined(separator: ", "))\n"
    return
      "new / old median \(figures[0]), 95 % between \(figures[1]) and \(figures[2]): \(verdict)\n"
      + warning
  }
}
