import RLAAnalysis
import RLANetworks
import RLASymbolic
import RLAText

/// What the calls of a network do, and what every convention makes of it.
///
/// A work is what one call does under one key; calls that do the same share it. A treatment is what a
/// measure says of a key.
struct ReportTallies {
  private let measures: [Convention.Measure]
  private var keys: [WorkTally.Key] = []
  private var keyNumbers: [WorkTally.Key: Int] = [:]
  private var works: [Work] = []
  private var workNumbers: [Work: Int] = [:]

  /// The lines of a tally that are not 0, each the number of its quantity and that of its form.
  private struct Work: Hashable {
    let key: Int
    let calls: Int
    let lines: [Int]
  }

  init(_ measures: [Convention.Measure]) { self.measures = measures }

  /// The numbers of the works in a tally.
  mutating func numbers(
    of tally: WorkTally, _ expressions: inout ReportExpressions
  ) -> [Int] {
    let entries =
      tally.entries.count == 1
      ? Array(tally.entries) : tally.entries.sorted { $0.key < $1.key }
    return entries.map { key, entry in
      var lines: [Int] = []
      for quantity in Quantity.allCases {
        let form = entry.work[quantity]
        if form != 0 { lines += [quantity.rawValue, expressions.number(of: form)] }
      }
      return number(of: Work(key: number(of: key), calls: entry.calls, lines: lines))
    }
  }

  private mutating func number(of key: WorkTally.Key) -> Int {
    if let known = keyNumbers[key] { return known }
    keyNumbers[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }

  private mutating func number(of work: Work) -> Int {
    if let known = workNumbers[work] { return known }
    workNumbers[work] = works.count
    works.append(work)
    return works.count - 1
  }

  /// `keys`, `works`, `treatments` and `rules`.
  func members(_ operators: inout NumberedTexts) -> [JSONValue.Member] {
    var treatments: [JSONValue] = []
    var numbers: [JSONValue: Int] = [:]
    let rules = measures.map { measure in
      keys.map { key -> JSONValue in
        let treatment = treatment(of: key, measure)
        if let known = numbers[treatment] { return .integer(known) }
        numbers[treatment] = treatments.count
        treatments.append(treatment)
        return .integer(treatments.count - 1)
      }
    }
    return [
      .init("keys", .array(keys.map { json($0, &operators) })),
      .init("works", .array(works.map(json))),
      .init("treatments", .array(treatments)),
      .init("rules", .array(rules.map { .array($0) })),
    ]
  }

  private func json(_ key: WorkTally.Key, _ operators: inout NumberedTexts) -> JSONValue {
    [
      "operator": .integer(operators.number(of: key.kind.name)),
      "torch": .string(key.torch.name), "style": .string(key.callStyle.name),
      "again": .bool(key.isCalledAgain),
      "node_type": key.nodeType.map { .string($0) } ?? .null,
      "category": .string(key.kind.category.rawValue),
    ]
  }

  private func json(_ work: Work) -> JSONValue {
    [
      "key": .integer(work.key), "calls": .integer(work.calls),
      "lines": .array(work.lines.map { .integer($0) }),
    ]
  }

  private func treatment(of key: WorkTally.Key, _ measure: Convention.Measure) -> JSONValue {
    let rules = measure.rules(for: key)
    return [
      "verdict": .string("\(measure.verdict(on: key))"),
      "text": .string(measure.text(for: key)),
      "terms": Self.json(rules.flatMap(\.terms)),
      "per_image": Self.json(rules.flatMap(\.termsPerImage)),
    ]
  }

  /// Factor and number of the quantity of each term.
  private static func json(_ terms: [Convention.Term]) -> JSONValue {
    .array(terms.flatMap { [.integer($0.factor), .integer($0.quantity.rawValue)] })
  }
}
