/// A bench report that was saved as JSON, as far as comparisons read it.
public struct SavedBench: Hashable, Sendable, Decodable {
  public let conditions: Conditions
  public let whole: Whole
  /// Whether the load of the machine disturbed it; nil where the report does not say.
  public let isDisturbed: Bool?

  /// What was measured, and how.
  ///
  /// Reports of earlier versions lack what is optional here.
  public struct Conditions: Hashable, Sendable, Decodable {
    public let model: String
    /// Images per batch.
    public let batch: Int
    /// Of images; nil where the network takes something else.
    public let height: Int?
    public let width: Int?
    /// Of a network from a file.
    public let inputs: [Input]?
    public let threads: Int
    /// What a run is: `inference`, `forward-backward` or `training`.
    public internal(set) var mode: String
    public let parameters: Int?
    /// Multiply-adds of a forward pass of the whole batch.
    public let macs: Int?
    public let plan: String?
    public let algorithm: String?
    public let dtype: String?
    /// Whether the caches were flushed before every run.
    public let cold: Bool?
    public let pinned: Bool?
    /// Whether algorithms were chosen by measurement.
    public let tuned: Bool?
    /// Where products could run: `fastest`, or `blas` for the library alone.
    public let products: String?
    public let machine: Machine?

    public init(
      model: String, batch: Int, height: Int?, width: Int?, inputs: [Input]? = nil, threads: Int,
      mode: String,
      parameters: Int? = nil, macs: Int? = nil, plan: String? = nil, algorithm: String? = nil,
      dtype: String? = nil, cold: Bool? = nil, pinned: Bool? = nil, tuned: Bool? = nil,
      products: String? = nil, machine: Machine? = nil
    ) {
      self.model = model
      self.batch = batch
      self.height = height
      self.width = width
      self.inputs = inputs
      self.threads = threads
      self.mode = mode
      self.parameters = parameters
      self.macs = macs
      self.plan = plan
      self.algorithm = algorithm
      self.dtype = dtype
      self.cold = cold
      self.pinned = pinned
      self.tuned = tuned
      self.products = products
      self.machine = machine
    }
  }

  /// What a network from a file takes.
  public struct Input: Hashable, Sendable, Decodable {
    public let name: String
    public let sizes: [Int]

    public init(name: String, sizes: [Int]) {
      self.name = name
      self.sizes = sizes
    }
  }

  /// Where it was measured.
  public struct Machine: Hashable, Sendable, Decodable {
    public let processor: String?
    public let cores: Int?
    /// The words of the library of linear algebra, with its version.
    public let blas: String?
    public let blasCore: String?
    /// The vector instructions of this program's own loops.
    public let loops: String?
    public let governor: String?

    public init(
      processor: String?, cores: Int?, blas: String?, blasCore: String?, loops: String?,
      governor: String?
    ) {
      self.processor = processor
      self.cores = cores
      self.blas = blas
      self.blasCore = blasCore
      self.loops = loops
      self.governor = governor
    }

    enum CodingKeys: String, CodingKey {
      case processor
      case cores
      case blas
      case blasCore = "blas_core"
      case loops
      case governor
    }
  }

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

  public init(_ conditions: Conditions, _ whole: Whole, isDisturbed: Bool? = nil) {
    self.conditions = conditions
    self.whole = whole
    self.isDisturbed = isDisturbed
  }
}

extension SavedBench {
  private enum Key: String, CodingKey {
    case whole
    case load
  }

  private struct Load: Decodable {
    let disturbed: Bool
  }

  private struct Version: Decodable {
    let schema: Int
  }

  public init(from decoder: any Decoder) throws {
    conditions = try Conditions(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    whole = try container.decode(Whole.self, forKey: .whole)
    isDisturbed = try container.decodeIfPresent(Load.self, forKey: .load)?.disturbed
  }

  /// Reads a report; nil where the text is something else.
  public init?(parsing text: String) {
    guard let version = try? JSONDocument.decode(Version.self, from: text),
      ReportSchema.readable.contains(version.schema),
      let report = try? JSONDocument.decode(SavedBench.self, from: text),
      report.whole.median > 0, report.whole.low > 0, report.whole.high >= report.whole.low
    else { return nil }
    var conditions = report.conditions
    // The word for it in reports of schema 1 and of the first of schema 2.
    if conditions.mode == "forward" { conditions.mode = "forward-backward" }
    self.init(conditions, report.whole, isDisturbed: report.isDisturbed)
  }
}
