import RLAText

/// Values of symbols as users write them: `H=512,W=768`.
public enum Bindings {
  /// Reads names with values, separated by commas.
  ///
  /// - Parameters:
  ///   - text: What the user wrote.
  ///   - vocabulary: The names that may be bound.
  /// - Returns: By number of the name, its value, at least 1.
  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public static func parse(
    _ text: String, vocabulary: [String]
  ) throws(ExpressionFailure) -> [Int: Int] {
    var cursor = TextCursor(text)
    var bindings: [Int: Int] = [:]
    while true {
      cursor.skipSpaces()
      let start = cursor.index
      guard let number = cursor.readName(of: vocabulary) else {
        let name = cursor.read(while: \.isNameCharacter)
        if name.isEmpty { throw cursor.failure(expecting: .name) }
        let suggestions = nearestNames(to: name, in: vocabulary, count: vocabulary.count)
        throw cursor.failure(.unknownName(name, suggestions: suggestions), at: start)
      }
      guard bindings[number] == nil else {
        throw cursor.failure(.repeatedName(vocabulary[number]), at: start)
      }
      cursor.skipSpaces()
      guard cursor.skip("=") else { throw cursor.failure(expecting: .equalsSign) }
      cursor.skipSpaces()
      bindings[number] = try NumberList.number(&cursor)
      cursor.skipSpaces()
      if cursor.next == nil { return bindings }
      guard cursor.skip(",") else { throw cursor.failure(expecting: .separator) }
    }
  }
}
