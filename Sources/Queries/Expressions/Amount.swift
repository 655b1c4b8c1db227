/// A decimal number with a unit prefix, as people and tools print costs: `4.17G`, `24.67 Mi`,
/// `4.17 GMACs`, `4,089,184,256`.
public struct Amount: Hashable, Sendable {
  /// The digits without the decimal point.
  public let digits: Int
  /// Digits after the decimal point.
  public let decimals: Int
  public let prefix: Prefix?
  /// Whether the unit is bytes.
  public let isBytes: Bool
  /// Whether the unit is one of time; the amount is then in milliseconds.
  let isTime: Bool

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

  /// Reads a count that fills `text`: of operations or parameters, not of bytes.
  ///
  /// - Throws: `ExpressionFailure` with the place of the mistake.
  public init(parsingCount text: String) throws(ExpressionFailure) {
    let cursor = TextCursor(text)
    if let sign = cursor.next, Self.minusSigns.contains(sign) { throw cursor.failure(.negative) }
    self = try Amount(parsing: text)
    if isBytes { throw TextCursor(text).failure(.bytesForCount) }
  }

  /// The hyphen of keyboards and the minus sign of typography.
  private static let minusSigns: [Character] = ["-", "\u{2212}"]

  /// `takesTime` says whether `ms`, `us` and `s` are units.
  init(_ cursor: inout TextCursor, takesTime: Bool = false) throws(ExpressionFailure) {
    let start = cursor.index
    let whole = Self.digits(&cursor)
    let fraction = cursor.skip(".") ? cursor.read(while: \.isDigit) : ""
    guard !whole.isEmpty || !fraction.isEmpty else {
      cursor.move(to: start)
      throw cursor.failure(expecting: .number)
    }
    guard fraction.count <= 18, let digits = Int(whole + fraction) else {
      throw cursor.failure(.tooLarge(whole + (fraction.isEmpty ? "" : "." + fraction)), at: start)
    }
    let suffix = try Self.suffix(&cursor, takesTime: takesTime)
    self.digits = digits
    decimals = fraction.count + suffix.decimals
    (prefix, isBytes, isTime) = (suffix.prefix, suffix.isBytes, suffix.isTime)
  }

  /// What stands after the digits.
  private struct Suffix {
    var prefix: Prefix?
    /// Digits by which the decimal point moves to the left.
    var decimals = 0
    var isBytes = false
    var isTime = false
  }

  private static func suffix(
    _ cursor: inout TextCursor, takesTime: Bool
  ) throws(ExpressionFailure) -> Suffix {
    if let exponent = try exponent(&cursor) {
      let (power, remainder) = (exponent + 2).quotientAndRemainder(dividingBy: 3)
      skipCountedThing(&cursor)
      return Suffix(
        prefix: Prefix.allCases.first { !$0.isBinary && $0.power == power },
        decimals: 2 - remainder)
    }
    switch takesTime ? timeUnit(&cursor) : nil {
    // A microsecond is a thousandth of a millisecond, a second a thousand of them.
    case .microseconds: return Suffix(decimals: 3, isTime: true)
    case .milliseconds: return Suffix(isTime: true)
    case .seconds: return Suffix(prefix: .kilo, isTime: true)
    case nil:
      let (prefix, isBytes) = try unit(&cursor)
      return Suffix(prefix: prefix, isBytes: isBytes)
    }
  }

  /// Reads the exponent of `4.09e9`, as programs print large numbers; nil where there is none.
  private static func exponent(_ cursor: inout TextCursor) throws(ExpressionFailure) -> Int? {
    let start = cursor.index
    guard cursor.skip("e") || cursor.skip("E") else { return nil }
    _ = cursor.skip("+")
    let digits = cursor.read(while: \.isDigit)
    guard !digits.isEmpty else {
      cursor.move(to: start)
      return nil
    }
    guard let exponent = Int(digits), exponent <= 15 else {
      throw cursor.failure(.tooLarge("e" + digits), at: start)
    }
    return exponent
  }

  private enum TimeUnit: String {
    case milliseconds = "ms"
    case microseconds = "us"
    case seconds = "s"
  }

  /// Reads a unit of time, where there is one.
  private static func timeUnit(_ cursor: inout TextCursor) -> TimeUnit? {
    let end = cursor.index
    cursor.skipSpaces()
    if let unit = TimeUnit(rawValue: cursor.read(while: \.isLetter).lowercased()) { return unit }
    cursor.move(to: end)
    return nil
  }

  /// Reads digits, which may stand in groups of three: `4,089,184,256`.
  private static func digits(_ cursor: inout TextCursor) -> String {
    var digits = cursor.read(while: \.isDigit)
    guard (1...3).contains(digits.count) else { return digits }
    while true {
      let end = cursor.index
      let group = cursor.skip(",") ? cursor.read(while: \.isDigit) : ""
      guard group.count == 3 else {
        cursor.move(to: end)
        return digits
      }
      digits += group
    }
  }

  /// What people write after a number for the things that are counted, in small letters.
  private static let countedThings = [
    "macs", "mac", "madds", "madd", "flops", "flop", "ops", "op", "params", "param", "parameters",
  ]

  /// Prefixes as newspapers and papers write them out.
  private static let words: [String: Prefix] = [
    "thousand": .kilo, "million": .mega, "billion": .giga, "trillion": .tera,
  ]

  /// Reads a unit prefix and what is counted, each of which may be absent: ` GMACs`, `k`, `MiB`.
  private static func unit(
    _ cursor: inout TextCursor
  ) throws(ExpressionFailure) -> (Prefix?, isBytes: Bool) {
    let end = cursor.index
    cursor.skipSpaces()
    let start = cursor.index
    let word = cursor.read(while: \.isLetter)
    if word.isEmpty || start > end && isWord(word) {
      cursor.move(to: end)
      return (nil, false)
    }
    if word == "B" { return (nil, true) }
    if word.count > 1, word.hasSuffix("B"), let prefix = prefix(String(word.dropLast())) {
      return (prefix, true)
    }
    if let prefix = prefix(word) {
      skipCountedThing(&cursor)
      return (prefix, false)
    }
    let lowercased = word.lowercased()
    for thing in countedThings where lowercased.hasSuffix(thing) {
      let rest = String(word.dropLast(thing.count))
      if rest.isEmpty { return (nil, false) }
      if let prefix = prefix(rest) { return (prefix, false) }
    }
    throw cursor.failure(.unknownUnit(word), at: start)
  }

  /// The prefix that a word is; `4.17g` can only be meant as G, while K may be 1000 or 1024.
  private static func prefix(_ word: String) -> Prefix? {
    if word == "K" { return nil }
    if let prefix = words[word.lowercased()] { return prefix }
    return Prefix.allCases.first { $0.rawValue.lowercased() == word.lowercased() }
  }

  /// Reads over `MACs` after `4.17 G`.
  private static func skipCountedThing(_ cursor: inout TextCursor) {
    let end = cursor.index
    cursor.skipSpaces()
    if !countedThings.contains(cursor.read(while: \.isLetter).lowercased()) {
      cursor.move(to: end)
    }
  }

  /// Whether a word after a number and a space goes on with the expression.
  private static func isWord(_ word: String) -> Bool {
    ["and", "or"].contains(word.lowercased())
  }
}
