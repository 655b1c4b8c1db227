import RLAText

/// Reads conditions by recursive descent; each rule of the grammar is a method.
struct ExpressionParser {
  private var cursor: TextCursor
  private let vocabulary: [String]
  /// The numbers of the names that count bytes; nil where units are not checked.
  private let byteNames: Set<Int>?
  /// Where the comparison that is being read has its first amount of bytes.
  private var byteAmount: Int?
  /// Where it has its first amount of time.
  private var timeAmount: Int?
  /// The numbers of the names that are times, in milliseconds.
  private let timeNames: Set<Int>
  private var depth = 0
  /// Deeper nesting of brackets and signs is no sensible condition; every level takes stack.
  private static let deepest = 64

  private static let longest = 4096

  init(_ text: String, vocabulary: [String], byteNames: Set<Int>?) {
    cursor = TextCursor(text)
    self.vocabulary = vocabulary
    self.byteNames = byteNames
    timeNames = Set(vocabulary.indices.filter { Latency.isNamed(vocabulary[$0]) })
  }

  mutating func wholeCondition() throws(ExpressionFailure) -> Condition.Node {
    guard cursor.text.count <= Self.longest else {
      throw cursor.failure(.tooLong(limit: Self.longest), at: Self.longest)
    }
    let condition = try condition()
    try cursor.requireEnd()
    return condition
  }

  /// Grammar: condition = conjunction { "or" conjunction }.
  private mutating func condition() throws(ExpressionFailure) -> Condition.Node {
    var parts = [try conjunction()]
    while word("or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  /// Grammar: conjunction = statement { "and" statement }.
  private mutating func conjunction() throws(ExpressionFailure) -> Condition.Node {
    var parts = [try statement()]
    while word("and") { parts.append(try statement()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  /// Grammar: statement = "not" statement | "(" condition ")" | comparison.
  private mutating func statement() throws(ExpressionFailure) -> Condition.Node {
    try descend()
    defer { depth -= 1 }
    if word("not") { return .not(try statement()) }
    cursor.skipSpaces()
    guard cursor.next == "(" else { return try comparison() }
    // A bracket opens a condition or a sum; only what follows tells which.
    var asSum = self
    do throws(ExpressionFailure) {
      let result = try asSum.comparison()
      self.cursor = asSum.cursor
      return result
    } catch {
      do throws(ExpressionFailure) {
        return try bracketedCondition()
      } catch let other {
        // The reading that got further is the one that was meant.
        throw other.position >= error.position ? other : error
      }
    }
  }

  private mutating func bracketedCondition() throws(ExpressionFailure) -> Condition.Node {
    guard token("(") else { throw cursor.failure(expecting: .operand) }
    let inner = try condition()
    guard token(")") else { throw cursor.failure(expecting: .closingParenthesis) }
    return inner
  }

  /// Grammar: comparison = sum sign sum.
  private mutating func comparison() throws(ExpressionFailure) -> Condition.Node {
    (byteAmount, timeAmount) = (nil, nil)
    let left = try sum()
    cursor.skipSpaces()
    for sign in Condition.Operator.allCases where cursor.skip(sign.rawValue) {
      let right = try sum()
      try requireBytes(in: left.names + right.names)
      try requireTime(in: left.names + right.names)
      return .comparison(left, sign, right)
    }
    throw cursor.failure(expecting: .comparison)
  }

  /// Refuses an amount of bytes beside names of which none counts bytes.
  private func requireBytes(in names: [Int]) throws(ExpressionFailure) {
    guard let byteNames, let byteAmount, !names.isEmpty else { return }
    if byteNames.isDisjoint(with: names) { throw cursor.failure(.bytesForCount, at: byteAmount) }
  }

  /// Refuses an amount of time beside names of which none is a time.
  private func requireTime(in names: [Int]) throws(ExpressionFailure) {
    guard let timeAmount, timeNames.isDisjoint(with: names) else { return }
    throw cursor.failure(.timeForCount, at: timeAmount)
  }

  /// Grammar: sum = product { ("+" | "-") product }.
  private mutating func sum() throws(ExpressionFailure) -> Expression {
    var terms = [Expression.Term(operand: try product(), isInverse: false)]
    while true {
      let isAdded = token("+")
      guard isAdded || token("-") else { break }
      terms.append(Expression.Term(operand: try product(), isInverse: !isAdded))
    }
    return terms.count == 1 ? terms[0].operand : .sum(terms)
  }

  /// Grammar: product = operand { ("*" | "/") operand }.
  private mutating func product() throws(ExpressionFailure) -> Expression {
    var terms = [Expression.Term(operand: try operand(), isInverse: false)]
    while true {
      let isMultiplied = token("*")
      guard isMultiplied || token("/") else { break }
      terms.append(Expression.Term(operand: try operand(), isInverse: !isMultiplied))
    }
    return terms.count == 1 ? terms[0].operand : .product(terms)
  }

  /// Grammar: operand = "-" operand | "(" sum ")" | name | amount.
  private mutating func operand() throws(ExpressionFailure) -> Expression {
    try descend()
    defer { depth -= 1 }
    if token("-") { return .negated(try operand()) }
    if token("(") {
      let inner = try sum()
      guard token(")") else { throw cursor.failure(expecting: .closingParenthesis) }
      return inner
    }
    guard let next = cursor.next else { throw cursor.failure(expecting: .operand) }
    if let number = cursor.readName(of: vocabulary) { return .name(number) }
    if next.isDigit || next == "." {
      let place = cursor.index
      let amount = try Amount(&cursor, takesTime: !timeNames.isEmpty)
      if amount.isBytes, byteAmount == nil { byteAmount = place }
      if amount.isTime, timeAmount == nil { timeAmount = place }
      return .amount(amount)
    }
    guard next.isNameCharacter else { throw cursor.failure(expecting: .operand) }
    let start = cursor.index
    let name = cursor.read { $0.isNameCharacter || $0 == "-" }
    throw cursor.failure(
      .unknownName(name, suggestions: likelyNames(for: name, in: vocabulary, count: 3)), at: start)
  }

  private mutating func descend() throws(ExpressionFailure) {
    depth += 1
    if depth > Self.deepest { throw cursor.failure(.tooDeep(limit: Self.deepest)) }
  }

  private mutating func token(_ token: String) -> Bool {
    cursor.skipSpaces()
    return cursor.skip(token)
  }

  private mutating func word(_ word: String) -> Bool {
    cursor.skipSpaces()
    return cursor.skipWord(word)
  }
}
