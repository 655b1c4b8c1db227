/// A decimal number with a unit prefix, as people print costs: `4.17G`, `24.67 Mi`, `351800`.
public struct Amount: Hashable, Sendable {
  /// The digits without the decimal point.
  public let digits: Int
  /// Digits after the decimal point.
  public let decimals: Int
  public let prefix: Prefix?

  /// What the printed number is to be multiplied by.
  public enum Prefix: String, CaseIterable, Sendable {
    case kilo = "k"
    case mega = "M"
    case giga = "G"
    case tera = "T"
    case peta = "P"
    case kibi = "Ki"
    case mebi = "Mi"
    case gibi = "Gi"
    case tebi = "Ti"
    case pebi = "Pi"

    public var isBinary: Bool { rawValue.count == 2 }

    /// The power of 1000 or 1024 that it stands for.
    public var power: Int {
      switch self {
      case .kilo, .kibi: 1
      case .mega, .mebi: 2
      case .giga, .gibi: 3
      case .tera, .tebi: 4
      case .peta, .pebi: 5
      }
    }

    var factor: Int128 {
      (0..<power).reduce(1) { product, _ in product * (isBinary ? 1024 : 1000) }
    }
  }

  /// The number that the amount stands for.
  public var value: Rational {
    let scale = (0..<decimals).reduce(Int128(1)) { product, _ in product * 10 }
    guard let value = Rational(Int128(digits) * (prefix?.factor ?? 1), over: scale) else {
      preconditionFailure("At most 19 digits and a prefix fit into 128 bits.")
    }
    return value
  }

  /// Reads an amount that fills `text`.
  ///
  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public init(parsing text: String) throws(ExpressionFailure) {
    var cursor = TextCursor(text)
    cursor.skipSpaces()
    self = try Amount(&cursor)
    try cursor.requireEnd()
  }

  init(_ cursor: inout TextCursor) throws(ExpressionFailure) {
    let start = cursor.index
    let whole = cursor.read(while: \.isDigit)
    let fraction = cursor.skip(".") ? cursor.read(while: \.isDigit) : ""
    guard !whole.isEmpty || !fraction.isEmpty else {
      cursor.move(to: start)
      throw cursor.failure(expecting: .number)
    }
    guard fraction.count <= 18, let digits = Int(whole + fraction) else {
      throw cursor.failure(.tooLarge(whole + (fraction.isEmpty ? "" : "." + fraction)), at: start)
    }
    self.digits = digits
    decimals = fraction.count
    prefix = try Self.prefix(&cursor)
  }

  /// Reads a unit prefix, with or without a space before it and a B for bytes after it.
  private static func prefix(_ cursor: inout TextCursor) throws(ExpressionFailure) -> Prefix? {
    let end = cursor.index
    cursor.skipSpaces()
    let start = cursor.index
    let word = cursor.read(while: \.isLetter)
    if word.isEmpty || start > end && isWord(word) {
      cursor.move(to: end)
      return nil
    }
    if word == "B" { return nil }
    let unit = word.hasSuffix("B") ? String(word.dropLast()) : word
    guard let prefix = Prefix(rawValue: unit) else {
      throw cursor.failure(.unknownUnit(word), at: start)
    }
    return prefix
  }

  /// Whether a word after a number and a space continues the expression.
  private static func isWord(_ word: String) -> Bool {
    ["and", "or"].contains(word.lowercased())
  }
}
