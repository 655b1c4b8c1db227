import RLAText

/// Lists of whole numbers as users write them: `12,24,32`, `192:512:32`.
public enum NumberList {
  /// More numbers than this are a mistake.
  public static let limit = 100_000

  /// Nothing here has a larger size or count.
  public static let largest = 1 << 40

  /// Reads numbers and ranges `from:to` or `from:to:step`, both ends included, separated by commas.
  ///
  /// - Returns: The numbers in the order in which they stand, each once.
  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public static func numbers(_ text: String) throws(ExpressionFailure) -> [Int] {
    var cursor = TextCursor(text)
    var list = DistinctList<Int>()
    try items(&cursor) { (cursor) throws(ExpressionFailure) in
      let start = cursor.index
      for number in try range(&cursor) {
        guard list.append(number) else {
          throw cursor.failure(.tooManyValues(limit: limit), at: start)
        }
      }
    }
    return list.elements
  }

  /// Reads image sizes: a number or range is the side of a square, `HxW` is a height and a width.
  ///
  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public static func sizes(_ text: String) throws(ExpressionFailure) -> [Size] {
    var cursor = TextCursor(text)
    var list = DistinctList<Size>()
    try items(&cursor) { (cursor) throws(ExpressionFailure) in
      let start = cursor.index
      let heights = try range(&cursor)
      let isPair = heights.count == 1 && (cursor.skip("x") || cursor.skip("X"))
      let width = isPair ? try number(&cursor) : nil
      for height in heights {
        guard list.append(Size(height: height, width: width ?? height)) else {
          throw cursor.failure(.tooManyValues(limit: limit), at: start)
        }
      }
    }
    return list.elements
  }

  public struct Size: Hashable, Sendable, CustomStringConvertible {
    public let height: Int
    public let width: Int

    /// As users write it: `224` for a square, `1280x800`.
    public var description: String { height == width ? "\(height)" : "\(height)x\(width)" }

    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// Elements in their order without repetitions, up to the limit.
  private struct DistinctList<Element: Hashable> {
    private(set) var elements: [Element] = []
    private var seen: Set<Element> = []

    /// Whether there was room for the element.
    mutating func append(_ element: Element) -> Bool {
      if seen.insert(element).inserted { elements.append(element) }
      return elements.count <= NumberList.limit
    }
  }

  private static func items(
    _ cursor: inout TextCursor,
    _ item: (inout TextCursor) throws(ExpressionFailure) -> Void
  ) throws(ExpressionFailure) {
    while true {
      cursor.skipSpaces()
      try item(&cursor)
      cursor.skipSpaces()
      if cursor.next == nil { return }
      guard cursor.skip(",") else { throw cursor.failure(expecting: .separator) }
    }
  }

  private static func range(_ cursor: inout TextCursor) throws(ExpressionFailure) -> [Int] {
    let start = cursor.index
    let from = try number(&cursor)
    guard cursor.skip(":") else { return [from] }
    let to = try number(&cursor)
    let step = cursor.skip(":") ? try number(&cursor) : 1
    guard from <= to else { throw cursor.failure(.reversedRange(from: from, to: to), at: start) }
    let steps = (to - from) / step
    guard steps < limit else { throw cursor.failure(.tooManyValues(limit: limit), at: start) }
    return (0...steps).map { from + $0 * step }
  }

  /// Reads a whole number of at least 1.
  static func number(_ cursor: inout TextCursor) throws(ExpressionFailure) -> Int {
    let start = cursor.index
    let isNegative = cursor.skip("-")
    let digits = cursor.read(while: \.isDigit)
    guard !digits.isEmpty else { throw cursor.failure(expecting: .wholeNumber) }
    guard let value = Int(digits) else { throw cursor.failure(.tooLarge(digits), at: start) }
    guard value > 0, !isNegative else {
      throw cursor.failure(.notPositive(isNegative ? -value : value), at: start)
    }
    guard value <= largest else {
      throw cursor.failure(.above(value, limit: largest), at: start)
    }
    return value
  }
}

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
