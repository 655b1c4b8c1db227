import FoundationEssentials

/// JSON files that this program or its tests have saved.
public enum SavedJSON {
  /// The value that a text holds; nil where it is no JSON or the JSON of something else.
  public static func decode<Value: Decodable>(_ type: Value.Type, from text: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
