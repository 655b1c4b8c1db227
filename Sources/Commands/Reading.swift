import RLAAnalysis
import RLANetworks
import RLAQueries
import RLAReports
import RLAText

/// Runs a reader of a small language and says which option it read.
func reading<Value>(
  _ option: String, _ body: () throws(ExpressionFailure) -> Value
) throws(CommandFailure) -> Value {
  do {
    return try body()
  } catch {
    throw .expression(option: option, error)
  }
}

extension Amount {
  /// Reads a count, and says where a mistake stands.
  static func reading(_ text: String, from option: String) throws(CommandFailure) -> Amount {
    try RLACommands.reading(option) { () throws(ExpressionFailure) in try Amount(parsingCount: text)
    }
  }
}

extension NumberList {
  static func numbers(_ text: String, from option: String) throws(CommandFailure) -> [Int] {
    try reading(option) { () throws(ExpressionFailure) in try numbers(text) }
  }

  static func sizes(_ text: String, from option: String) throws(CommandFailure) -> [Size] {
    try reading(option) { () throws(ExpressionFailure) in try sizes(text) }
  }
}

extension Convention {
  /// The conventions that `--convention` names; nil where it is absent.
  static func chosen(_ lists: [String]) throws(CommandFailure) -> [Convention]? {
    let ids = lists.flatMap { $0.split(separator: ",").map(String.init) }
    if lists.isEmpty { return nil }
    if ids.isEmpty { throw .unknownConvention("", suggestions: ["macs"]) }
    if ids.contains(where: { $0.lowercased() == "all" }) { return Convention.all }
    var chosen: [Convention] = []
    for id in ids {
      guard let convention = Convention.named(id) else {
        throw .unknownConvention(id, suggestions: Convention.suggestions(for: id))
      }
      chosen.append(convention)
    }
    return chosen
  }

  /// The measure with the given key, or the only one of the convention with the given id.
  static func measure(named name: String) throws(CommandFailure) -> Measure {
    let wanted = name.lowercased()
    let measures = Convention.all.flatMap(\.measures)
    if let measure = measures.first(where: { $0.key.lowercased() == wanted }) { return measure }
    guard let convention = Convention.named(name), let first = convention.measures.first else {
      let ids = Convention.all.map(\.id) + measures.map(\.key)
      let isTool = Convention.all.contains { $0.id.hasPrefix("\(wanted)@") }
      throw .unknownConvention(
        name,
        suggestions: isTool
          ? Convention.suggestions(for: name) : nearestNames(to: name, in: ids, count: 3))
    }
    guard convention.measures.count == 1 else {
      throw .explanation(.severalMeasures(convention.id, keys: convention.measures.map(\.key)))
    }
    return first
  }
}

extension Assertion {
  static func reading(_ texts: [String]) throws(CommandFailure) -> [Assertion] {
    var assertions: [Assertion] = []
    for text in texts {
      assertions.append(
        try RLACommands.reading("--assert") { () throws(ExpressionFailure) in try Assertion(text) })
    }
    return assertions
  }

  /// Ends with a sentence for each assertion that a network breaks.
  static func check(_ assertions: [Assertion], on models: [ProfiledModel]) throws {
    for model in models {
      var broken: [ExplanationFailure.BrokenAssertion] = []
      for assertion in assertions {
        do throws(Assertion.Failure) {
          try assertion.check(model.profile)
        } catch {
          broken.append(.init(condition: assertion.condition.text, failure: error))
        }
      }
      if broken.isEmpty { continue }
      let name = model.profile.network.name
      throw CommandFailure.explanation(.broken(model: name, broken)).reported()
    }
  }
}
