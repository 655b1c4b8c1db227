public import RLANetworks
public import RLASymbolic

extension Convention {
  /// Which applications of operators a tool sees, and by which names.
  public enum Sight: Hashable, Sendable {
    /// Modules, by their class.
    case modules(Subclasses)
    /// Calls of functions, those that modules make among them.
    case functions
    /// Modules of exactly a class, and beside that calls of functions.
    case modulesAndFunctions
    /// Every operation that tracing or dispatching meets, however it is written.
    case operations
    /// No tool: every operator, by its category.
    case categories
  }

  /// What a tool makes of a module whose class wraps that of PyTorch.
  public enum Subclasses: Hashable, Sendable {
    /// It is of another class than the table has.
    case unseen
    /// It is one of the class that it wraps.
    case alike
    /// The table has the wrapper, under the name of the class after a prefix.
    case named(String)
  }

  /// What a convention says about an operator.
  public enum Verdict: Hashable, Sendable, CaseIterable {
    case counted
    /// On the tool's own list of what costs nothing.
    case ignored
    /// Written in a way that the tool does not see.
    case unseen
    /// Seen, and neither in the table nor on the list: 0.
    case unsupported
  }
}

extension Convention.Sight {
  /// The names under which an application is looked up in the tool's table.
  func names(of key: WorkTally.Key) -> [String] {
    switch self {
    case .modules(let subclasses): module(key, subclasses)
    case .functions: function(key)
    case .modulesAndFunctions: module(key, .unseen) + function(key)
    case .operations: operations(key)
    case .categories: [key.kind.category.rawValue]
    }
  }

  private func module(_ key: WorkTally.Key, _ subclasses: Convention.Subclasses) -> [String] {
    let names = key.torch.moduleKeys
    switch (key.callStyle, subclasses) {
    case (.module, _), (.subclass, .alike): return names
    case (.subclass, .named(let prefix)): return names.map { prefix + $0 }
    default: return []
    }
  }

  private func function(_ key: WorkTally.Key) -> [String] {
    switch key.callStyle {
    case .module, .subclass: key.torch.calledKeys
    case .function: key.torch.functionKeys
    case .operator: key.torch.method.map { [$0] } ?? []
    }
  }

  private func operations(_ key: WorkTally.Key) -> [String] {
    switch key.callStyle {
    case .module, .subclass: key.torch.calledATen
    case .function, .operator: key.torch.aten
    }
  }

  /// What the tool sees, in words.
  public var summary: String {
    switch self {
    case .modules(.unseen): "modules of exactly a class of its table"
    case .modules: "modules and wrappers of them"
    case .functions: "functions of PyTorch, those that modules call among them"
    case .modulesAndFunctions: "modules of exactly a class of its table, and functions of PyTorch"
    case .operations: "every operation, however it is written"
    case .categories: "every operator"
    }
  }

  /// Whether the tool sees no call in some call style but those of methods that it patches.
  func overlooks(_ callStyle: CallStyle) -> Bool {
    callStyle == .operator && (self == .functions || self == .modulesAndFunctions)
  }

  /// Why a call in some call style is not seen.
  func blindness(_ callStyle: CallStyle) -> String {
    switch (self, callStyle) {
    case (.modules(.unseen), .subclass): "not a module of that exact class"
    case (.modules, _): "not a module"
    case (_, .operator): "written as an operator"
    default: "not seen by the tool"
    }
  }
}

extension Convention.Rule {
  func applies(to names: [String]) -> Bool {
    names.contains { name in keys.contains { $0.matches(name) } }
  }
}

extension Convention.Measure {
  /// The rules that count an application.
  public func rules(for key: WorkTally.Key) -> [Convention.Rule] {
    let names = sight.names(of: key)
    return rules.filter { $0.applies(to: names) }
  }

  /// The number for a tally.
  public func count(_ tally: WorkTally) -> Dim {
    tally.entries.reduce(0) { $0 + count($1.value.work, for: $1.key, batch: tally.batch) }
  }

  /// The number for the work of one key.
  ///
  /// Some tools divide by the number of samples. Where that leaves a remainder, a number is rounded
  /// down, and a formula stays undivided; `isDivided(_:for:batch:)` tells.
  public func count(_ work: Work, for key: WorkTally.Key, batch: Dim) -> Dim {
    var total: Dim = 0
    for rule in rules(for: key) {
      for weight in rule.weights { total += work[weight.quantity] * Dim(weight.factor) }
      if rule.weightsPerImage.isEmpty { continue }
      let divided = rule.dividend(work)
      total += divided.quotient(by: batch) ?? divided
    }
    return total
  }

  /// Whether the work of one key is a multiple of the samples wherever the tool divides by them.
  public func isDivided(_ work: Work, for key: WorkTally.Key, batch: Dim) -> Bool {
    rules(for: key).allSatisfy { rule in
      rule.weightsPerImage.isEmpty || rule.dividend(work).exactQuotient(by: batch) != nil
        || rule.dividend(work) == 0
    }
  }

  /// What the convention says about an application.
  public func verdict(on key: WorkTally.Key) -> Convention.Verdict {
    let names = sight.names(of: key)
    if rules.contains(where: { $0.applies(to: names) }) { return .counted }
    if names.contains(where: { name in ignored.contains { $0.matches(name) } }) { return .ignored }
    return names.isEmpty || sight.overlooks(key.callStyle) ? .unseen : .unsupported
  }

  /// Why an application counts nothing; nil where it counts.
  public func zeroReason(for key: WorkTally.Key) -> String? {
    switch verdict(on: key) {
    case .counted: nil
    case .ignored where sight == .categories: "not a matrix product"
    case .ignored: "ignored by the tool's own list"
    case .unseen: sight.blindness(key.callStyle)
    case .unsupported: "no rule"
    }
  }
}

extension Convention.Rule {
  fileprivate func dividend(_ work: Work) -> Dim {
    weightsPerImage.reduce(0) { $0 + work[$1.quantity] * Dim($1.factor) }
  }
}
