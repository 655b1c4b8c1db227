import Synchronization

extension Convention.Measure {
  /// What a tool does with the applications under one key.
  struct Treatment: Sendable {
    let rules: [Convention.Rule]
    let verdict: Convention.Verdict
  }

  /// The treatments that were looked up before.
  ///
  /// A report asks for those of the same few keys once for each row and network, and a lookup
  /// compares the names of a key with every entry of the tool's table.
  final class Lookup: Sendable {
    private let known = Mutex<[WorkTally.Key: Treatment]>([:])

    func treatment(
      of key: WorkTally.Key, otherwise find: () -> Treatment
    ) -> Treatment {
      if let treatment = known.withLock({ $0[key] }) { return treatment }
      let treatment = find()
      known.withLock { $0[key] = treatment }
      return treatment
    }
  }

  func treatment(of key: WorkTally.Key) -> Treatment {
    lookup.treatment(of: key) {
      if countsOnlyLastCalls, key.isCalledAgain {
        return Treatment(rules: [], verdict: .overwritten)
      }
      let names = sight.names(of: key)
      let rules = rules.filter { $0.keys.contain(any: names) }
        .map { sharedModules.repeating($0, for: key) }
      return Treatment(rules: rules, verdict: verdict(on: key, names, isCounted: !rules.isEmpty))
    }
  }

  /// The first type of node at which the tool stops; nil where it has a rule for all.
  public func firstStop(among types: some Sequence<String>) -> String? {
    guard stopsWithoutRule else { return nil }
    return types.first { type in
      // The mode of a resize is an attribute, for which the tool has a rule in any case.
      !(rules.flatMap(\.keys) + ignored).contains { $0.isOfType(type) }
    }
  }

  private func verdict(
    on key: WorkTally.Key, _ names: [String], isCounted: Bool
  ) -> Convention.Verdict {
    if isCounted { return .counted }
    if ignored.contain(any: names) { return .ignored }
    return names.isEmpty || sight.overlooks(key.callStyle) ? .unseen : .unsupported
  }
}

extension Convention.SharedModules {
  /// The rule for calls of a module that the tool comes to several times.
  fileprivate func repeating(
    _ rule: Convention.Rule, for key: WorkTally.Key
  ) -> Convention.Rule {
    switch self {
    case .once: rule
    case .visited: rule.repeated(key.visits, key.visits)
    case .visitedWithHooks: rule.repeated(key.visits * key.visits, key.visits * key.visits)
    case .hooksVisited: rule.repeated(1, key.visits)
    case .listed: rule.repeated(key.listings, key.listings)
    }
  }
}

extension Convention.Rule {
  fileprivate func repeated(_ factor: Int, _ factorPerImage: Int) -> Self {
    if factor == 1, factorPerImage == 1 { return self }
    return Self(
      keys: keys, terms: terms.map { factor * $0 },
      termsPerImage: termsPerImage.map { factorPerImage * $0 })
  }
}

extension ToolKey {
  /// Whether the key is a type of node, whatever the mode after it.
  fileprivate func isOfType(_ type: String) -> Bool {
    pattern == type || pattern.hasPrefix(type + "(")
  }
}

extension [ToolKey] {
  fileprivate func contain(any names: [String]) -> Bool {
    names.contains { name in contains { $0.matches(name) } }
  }
}
