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
    switch (key.spelling, subclasses) {
    case (.module, _), (.subclass, .alike): return names
    case (.subclass, .named(let prefix)): return names.map { prefix + $0 }
    default: return []
    }
  }

  private func function(_ key: WorkTally.Key) -> [String] {
    switch key.spelling {
    case .module, .subclass: key.torch.calledKeys
    case .function: key.torch.functionKeys
    case .operator: key.torch.method.map { [$0] } ?? []
    }
  }

  private func operations(_ key: WorkTally.Key) -> [String] {
    switch key.spelling {
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

  /// Whether the tool sees no call in some spelling but those of methods that it patches.
  func overlooks(_ spelling: Spelling) -> Bool {
    spelling == .operator && (self == .functions || self == .modulesAndFunctions)
  }

  /// Why a call in some spelling is not seen.
  func blindness(_ spelling: Spelling) -> String {
    switch (self, spelling) {
    case (.modules(.unseen), .subclass): "not a module of that exact class"
    case (.modules, _): "not a module"
    case (_, .operator): "written as an operator"
    default: "not seen by the tool"
    }
  }
}
