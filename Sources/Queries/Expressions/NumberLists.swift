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
  /// The sign × is as good as the letter x.
  ///
  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public static func sizes(_ text: String) throws(ExpressionFailure) -> [Size] {
    var cursor = TextCursor(text)
    var list = DistinctList<Size>()
    try items(&cursor) { (cursor) throws(ExpressionFailure) in
      let start = cursor.index
      let heights = try range(&cursor)
      let sides = heights.count == 1 ? try product(heights[0], &cursor) : []
      guard sides.count <= 2 else { throw cursor.failure(.notASize(sides), at: start) }
      for height in heights {
        guard list.append(Size(height: height, width: sides.last ?? height)) else {
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

  /// Reads the numbers of `HxW`, `CxHxW` or `NxCxHxW` from behind the first.
  static func product(
    _ first: Int, _ cursor: inout TextCursor
  ) throws(ExpressionFailure) -> [Int] {
    var numbers = [first]
    cursor.skipSpaces()
    while ["x", "X", "×"].contains(where: { cursor.skip($0) }) {
      cursor.skipSpaces()
      numbers.append(try number(&cursor))
      cursor.skipSpaces()
    }
    return numbers
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
    if let next = cursor.next, "eE.".contains(next) {
      let rest = cursor.read { $0.isNameCharacter || $0 == "+" || $0 == "-" }
      throw cursor.failure(.notInDigits(digits + rest), at: start)
    }
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
