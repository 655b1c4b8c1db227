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
      chosen.append(try wanted(id))
    }
    return chosen
  }

  /// The convention with an id, or the newest one of a tool that is named without a version.
  static func wanted(_ id: String) throws(CommandFailure) -> Convention {
    if let convention = Convention.named(id) { return convention }
    guard let newest = Convention.newest(of: id) else {
      throw .unknownConvention(id, suggestions: Convention.suggestions(for: id))
    }
    Output.remark(Wording.newest(newest.id, of: id))
    return newest
  }

  /// The measure with the given key, or the only one of the convention with the given id.
  static func measure(named name: String) throws(CommandFailure) -> Measure {
    let wanted = name.lowercased()
    let measures = Convention.all.flatMap(\.measures)
    if let measure = measures.first(where: { $0.key.lowercased() == wanted }) { return measure }
    if Convention.named(name) == nil, Convention.newest(of: name) == nil {
      let ids =
        Convention.all.map(\.id).filter { id in !measures.contains { $0.key == id } }
        + measures.map(\.key)
      throw .unknownConvention(name, suggestions: nearestNames(to: name, in: ids, count: 3))
    }
    let convention = try self.wanted(name)
    guard let measure = convention.measures.first, convention.measures.count == 1 else {
      throw .explanation(.severalMeasures(convention.id, keys: convention.measures.map(\.key)))
    }
    return measure
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

  /// Ends with a sentence for each assertion that networks break.
  static func check(_ assertions: [Assertion], on models: [ProfiledModel]) throws {
    let broken = assertions.map { assertion in
      ExplanationFailure.BrokenAssertion(
        condition: assertion.condition.text, cases: models.compactMap(assertion.failure))
    }
    .filter { !$0.cases.isEmpty }
    if broken.isEmpty { return }
    throw CommandFailure.explanation(.broken(broken, of: models.count)).reported()
  }

  /// Why a network breaks the assertion; nil where it does not.
  private func failure(_ model: ProfiledModel) -> ExplanationFailure.BrokenAssertion.Case? {
    do throws(Assertion.Failure) {
      try check(model.profile)
      return nil
    } catch {
      return (model.name, error)
    }
  }
}
