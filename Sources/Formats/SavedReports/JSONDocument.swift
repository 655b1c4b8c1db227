import Foundation

/// Reads JSON documents into values.
public enum JSONDocument {
  /// Why a text is not the document that was expected.
  public enum Failure: Error, Hashable, Sendable {
    /// The text is not JSON.
    case syntax(String)
    /// A required member is missing: `rows[3].counts`.
    case missing(String)
    /// A member has another type.
    case mistyped(String, expected: String)
    /// A number is not a whole number of 64 bits where one is required; Foundation does not say
    /// which.
    case badNumber
  }

  /// Reads a value from a JSON text.
  ///
  /// - Throws: `Failure` with the member that is wrong.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String
  ) throws(Failure) -> Value {
    let data = Data(text.utf8)
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw failure(error, data)
    } catch {
      throw .syntax("\(error)")
    }
  }

  /// Whether a JSON text is an object with the given member.
  public static func hasMember(_ name: String, in text: String) -> Bool {
    let document = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return document?[name] != nil
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
