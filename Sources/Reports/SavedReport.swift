import Foundation

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
  public let rows: [Row]

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
    public let top1Error: Double
    public let top5Error: Double

    enum CodingKeys: String, CodingKey {
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

  /// Why a file is no report.
  public enum Failure: Error, Hashable, Sendable {
    /// It is no JSON.
    case syntax(String)
    /// A member that every report has is missing: `rows[3].counts`.
    case missing(String)
    /// A member has another type than in a report.
    case mistyped(String, expected: String)
    /// Some number is no whole number of 64 bits where a report has one; Foundation does not say
    /// which.
    case badNumber
    /// Another version of the schema.
    case schema(Int)
    /// A list without any report.
    case empty
  }

  /// Reads a report, or a list of reports.
  ///
  /// - Throws: `Failure` with the member that is wrong.
  public static func reports(in text: String) throws(Failure) -> [SavedReport] {
    let data = Data(text.utf8)
    let isList = text.first { !$0.isWhitespace } == "["
    let versions =
      isList ? try decoded([Version].self, data) : [try decoded(Version.self, data)]
    if versions.isEmpty { throw .empty }
    if let other = versions.first(where: { !ReportSchema.readable.contains($0.schema) }) {
      throw .schema(other.schema)
    }
    return isList ? try decoded([SavedReport].self, data) : [try decoded(SavedReport.self, data)]
  }

  /// Whether a JSON text has the given member at its top.
  public static func hasMember(_ name: String, in text: String) -> Bool {
    let document = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return document?[name] != nil
  }

  private static func decoded<Value: Decodable>(
    _ type: Value.Type, _ data: Data
  ) throws(Failure) -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw failure(error, data)
    } catch {
      throw .syntax("\(error)")
    }
  }

  private static func failure(_ error: DecodingError, _ data: Data) -> Failure {
    switch error {
    case .keyNotFound(let key, let context):
      return .missing(path(context.codingPath + [key]))
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return .mistyped(path(context.codingPath), expected: name(of: type))
    case .dataCorrupted(let context):
      do {
        _ = try JSONSerialization.jsonObject(with: data)
        return .badNumber
      } catch {
        let reason = (error as NSError).userInfo[NSDebugDescriptionErrorKey]
        return .syntax((reason as? String) ?? context.debugDescription)
      }
    @unknown default:
      return .syntax("\(error)")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
  }

  private static func name(of type: Any.Type) -> String {
    switch type {
    case is Int.Type, is Double.Type: "a number"
    case is String.Type: "a text"
    case is [Any].Type: "a list"
    default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
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
