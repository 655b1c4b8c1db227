import RLAText
import Yams

/// Reads the values of one mapping and remembers which keys it has seen.
struct DescriptionReader {
  /// The most of anything that a description may ask for, far beyond any network that fits a
  /// machine.
  static let largestNumber = 1_000_000

  private let members: [(key: String, node: Node)]
  private let line: Int?

  /// - Throws: `DescriptionFailure` where the node is not a mapping or a key is unknown.
  init(_ node: Node, key: String, known: [String]) throws(DescriptionFailure) {
    guard case .mapping(let mapping) = node else {
      throw DescriptionFailure(
        line: node.line,
        reason: .unexpected(key: key, expected: .members, found: node.found))
    }
    var members: [(key: String, node: Node)] = []
    for (name, value) in try MergedMembers.of(mapping) {
      let text = name.keyText
      guard known.contains(text) else {
        throw DescriptionFailure(line: name.line, reason: .unknownKey(text, known: known))
      }
      if !value.isNull { members.append((text, value)) }
    }
    self.members = members
    line = node.line
  }

  func line(of key: String) -> Int? { node(key)?.line ?? line }

  func node(_ key: String) -> Node? { members.first { $0.key == key }?.node }

  func string(_ key: String) throws(DescriptionFailure) -> String? {
    guard let node = node(key) else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw failure(node, key, expected: .text)
    }
    if text.unicodeScalars.contains(where: { !$0.isPrintable }) {
      throw DescriptionFailure(
        line: node.line, reason: .conflict(.controlCharacter(key: key)))
    }
    return text
  }

  func required<Value>(_ value: Value?, _ key: String) throws(DescriptionFailure) -> Value {
    guard let value else { throw DescriptionFailure(line: line, reason: .missingKey(key)) }
    return value
  }

  func integer(
    _ key: String, in range: ClosedRange<Int> = 1...largestNumber
  ) throws(DescriptionFailure) -> Int? {
    guard let node = node(key) else { return nil }
    return try Self.integer(node, key, range)
  }

  /// A list of numbers; a single number stands for a list of equal ones where `count` says how
  /// many.
  func integers(_ key: String, count: Int? = nil) throws(DescriptionFailure) -> [Int]? {
    guard let node = node(key) else { return nil }
    if let count, node.scalar != nil {
      return Array(
        repeating: try Self.integer(node, key, 1...Self.largestNumber), count: count)
    }
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      throw failure(node, key, expected: .wholeNumbers)
    }
    if let count, sequence.count != count {
      throw DescriptionFailure(
        line: node.line,
        reason: .wrongCount(key: key, expected: count, actual: sequence.count, of: .stages))
    }
    var values: [Int] = []
    for element in sequence {
      values.append(try Self.integer(element, key, 1...Self.largestNumber))
    }
    return values
  }

  func boolean(_ key: String) throws(DescriptionFailure) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let value = node.bool else { throw failure(node, key, expected: .truthValue) }
    return value
  }

  /// A list of truth values, one for each of `count` stages after the first.
  func booleans(_ key: String, count: Int) throws(DescriptionFailure) -> [Bool]? {
    guard let node = node(key) else { return nil }
    guard case .sequence(let sequence) = node else {
      throw failure(node, key, expected: .truthValues)
    }
    if sequence.count != count {
      throw DescriptionFailure(
        line: node.line,
        reason: .wrongCount(
          key: key, expected: count, actual: sequence.count, of: .laterStages))
    }
    var values: [Bool] = []
    for element in sequence {
      guard let value = element.bool else {
        throw failure(element, key, expected: .truthValue)
      }
      values.append(value)
    }
    return values
  }

  /// One of the words that `Choice` is made of.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Choice.Type
  ) throws(DescriptionFailure) -> Choice? where Choice.RawValue == String {
    guard let text = try string(key) else { return nil }
    guard let choice = Choice(rawValue: text.lowercased()) else {
      throw DescriptionFailure(
        line: line(of: key),
        reason: .unknownChoice(
          key: key, value: text, choices: Choice.allCases.map(\.rawValue)))
    }
    return choice
  }

  private static func integer(
    _ node: Node, _ key: String, _ range: ClosedRange<Int>
  ) throws(DescriptionFailure) -> Int {
    guard let text = node.scalar?.string, let value = Int(text) else {
      throw DescriptionFailure(
        line: node.line,
        reason: .unexpected(key: key, expected: .wholeNumber, found: node.found))
    }
    guard range.contains(value) else {
      throw DescriptionFailure(
        line: node.line, reason: .outOfRange(key: key, value: value, allowed: range))
    }
    return value
  }

  private func failure(
    _ node: Node, _ key: String, expected: DescriptionFailure.Expectation
  ) -> DescriptionFailure {
    DescriptionFailure(
      line: node.line, reason: .unexpected(key: key, expected: expected, found: node.found))
  }
}

extension Node {
  /// Whether the value is left out in so many words: `null` or `~`.
  var isNull: Bool {
    scalar.map { $0.style == .plain && ["null", "Null", "NULL", "~"].contains($0.string) } ?? false
  }

  /// The line where the value begins, from 1.
  var line: Int? { mark?.line }

  /// What stands there.
  var found: DescriptionFailure.Found {
    switch self {
    case .scalar(let scalar):
      scalar.string.isEmpty ? .nothing : .value(String(scalar.string.prefix(40)))
    case .sequence(let sequence): .list(sequence.count)
    case .mapping: .members
    // The parser puts in what an alias stands for, so none is left to show.
    case .alias: .nothing
    }
  }

  /// A key as people write it; a list or a mapping is none, whatever it holds.
  var keyText: String { scalar?.string ?? "" }
}
