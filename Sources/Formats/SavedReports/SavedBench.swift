/// A bench report that was saved as JSON, as far as comparisons read it.
public struct SavedBench: Hashable, Sendable, Decodable {
  public let model: String
  /// Images per batch.
  public let batch: Int
  public let height: Int
  public let width: Int
  public let threads: Int
  /// What a run is: `inference`, `forward-backward` or `training`.
  public private(set) var mode: String
  public let whole: Whole

  /// The times of whole runs, in milliseconds.
  public struct Whole: Hashable, Sendable, Decodable {
    public let median: Double
    /// The 95 % interval of the median.
    public let low: Double
    public let high: Double

    public init(median: Double, low: Double, high: Double) {
      self.median = median
      self.low = low
      self.high = high
    }

    enum CodingKeys: String, CodingKey {
      case median = "median_ms"
      case low = "median_low_ms"
      case high = "median_high_ms"
    }
  }

  private struct Version: Decodable {
    let schema: Int
  }

  public init(
    model: String, batch: Int, height: Int, width: Int, threads: Int, mode: String, whole: Whole
  ) {
    self.model = model
    self.batch = batch
    self.height = height
    self.width = width
    self.threads = threads
    self.mode = mode
    self.whole = whole
  }

  /// Reads a report; nil where the text is something else.
  public init?(parsing text: String) {
    guard let version = try? JSONDocument.decode(Version.self, from: text),
      ReportSchema.readable.contains(version.schema),
      let report = try? JSONDocument.decode(SavedBench.self, from: text),
      report.whole.median > 0, report.whole.low > 0, report.whole.high > 0
    else { return nil }
    self = report
    // The word for it in reports of schema 1 and of the first of schema 2.
    if mode == "forward" { mode = "forward-backward" }
  }
}
