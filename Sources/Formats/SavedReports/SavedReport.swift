/// A profile report that was saved as JSON, as far as comparisons read it.
///
/// Schema 1 had numbers where schema 2 may have formulas.
public struct SavedReport: Hashable, Sendable, Decodable {
  public let model: String
  public let input: [SavedNumber]
  public let parameters: SavedNumber
  /// By key of a measure.
  public let counts: [String: SavedNumber]
  public let memory: Memory
  public let published: Published?
  public let grouping: String
  /// Nil in reports that are older than patterns.
  public let patterns: Patterns?
  public let rows: [Row]

  public struct Patterns: Hashable, Sendable, Decodable {
    /// What the rows show of patterns: `joined`, `nodes`, or nothing.
    public let rows: String?
    public let found: [Found]

    public struct Found: Hashable, Sendable, Decodable {
      public let kind: String
    }
  }

  public struct Memory: Hashable, Sendable, Decodable {
    public let activationBytes: SavedNumber
    public let peakInferenceBytes: SavedNumber
    public let movedBytes: SavedNumber
    public let trainingBytes: SavedNumber

    enum CodingKeys: String, CodingKey {
      case activationBytes = "activation_bytes"
      case peakInferenceBytes = "peak_inference_bytes"
      case movedBytes = "moved_bytes"
      case trainingBytes = "training_bytes"
    }
  }

  public struct Published: Hashable, Sendable, Decodable {
    public let top1Error: Double?
    public let top5Error: Double?
    /// Those that the errors are of; nil in older reports, which have ImageNet alone.
    public let images: String?
    public let place: String?

    enum CodingKeys: String, CodingKey {
      case images
      case place
      case top1Error = "top1_error_percent"
      case top5Error = "top5_error_percent"
    }
  }

  public struct Row: Hashable, Sendable, Decodable {
    public let name: String
    public let depth: Int
    public let parameters: SavedNumber
    public let counts: [String: SavedNumber]
  }

  private struct Version: Decodable {
    let schema: Int
  }

  /// Why a text is not a saved report.
  public enum Failure: Error, Hashable, Sendable {
    case document(JSONDocument.Failure)
    /// Another version of the schema.
    case schema(Int)
    /// A list without any report.
    case empty
  }

  /// Reads a report, or a list of reports.
  ///
  /// - Throws: `Failure` with what is wrong.
  public static func reports(in text: String) throws(Failure) -> [SavedReport] {
    let versions: [Version] = try list(in: text)
    if versions.isEmpty { throw .empty }
    if let other = versions.first(where: { !ReportSchema.readable.contains($0.schema) }) {
      throw .schema(other.schema)
    }
    return try list(in: text)
  }

  /// The elements of a list; of another document, the document alone.
  private static func list<Element: Decodable>(in text: String) throws(Failure) -> [Element] {
    do throws(JSONDocument.Failure) {
      return text.first { !$0.isWhitespace } == "["
        ? try JSONDocument.decode([Element].self, from: text)
        : [try JSONDocument.decode(Element.self, from: text)]
    } catch {
      throw .document(error)
    }
  }
}

/// A whole number of a saved report.
public struct SavedNumber: Hashable, Sendable, Decodable {
  /// Nil where the report has a formula, or the number left the 64-bit range.
  public let value: Int?

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() || (try? container.decode(String.self)) != nil {
      value = nil
    } else {
      value = try container.decode(Int.self)
    }
  }
}
