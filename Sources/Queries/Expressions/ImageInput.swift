/// The size of an image as a user writes it for one network, with what a shape says beside it.
public struct ImageInput: Hashable, Sendable {
  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int
  /// Nil where the text gives none.
  public let channels: Int?
  /// Images per batch; nil where the text gives none.
  public let batch: Int?

  /// The same size without a batch.
  package var withoutBatch: ImageInput {
    ImageInput(height: height, width: width, channels: channels, batch: nil)
  }
}

extension ImageInput {
  /// Reads `224`, `1280x800`, `1280,800` or `1280×800`, and shapes such as `3x1280x800` and
  /// `1x3x1280x800`.
  ///
  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public init(parsing text: String) throws(ExpressionFailure) {
    var cursor = TextCursor(text)
    cursor.skipSpaces()
    var numbers = try NumberList.product(try NumberList.number(&cursor), &cursor)
    if numbers.count == 1, cursor.skip(",") {
      cursor.skipSpaces()
      numbers.append(try NumberList.number(&cursor))
    }
    try cursor.requireEnd()
    guard numbers.count <= 4 else { throw cursor.failure(.notASize(numbers), at: 0) }
    height = numbers.count == 1 ? numbers[0] : numbers[numbers.count - 2]
    width = numbers[numbers.count - 1]
    channels = numbers.count > 2 ? numbers[numbers.count - 3] : nil
    batch = numbers.count > 3 ? numbers[0] : nil
  }
}
