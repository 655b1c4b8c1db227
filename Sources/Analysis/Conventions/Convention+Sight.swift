import RLANetworks
import RLASymbolic

extension Convention {
  /// Which applications of operators a tool sees, and by which names.
  public enum Sight: Hashable, Sendable {
    /// Modules, by their class.
    case modules(Subclasses)
    /// Calls of functions, including those made by modules.
    case functions
    /// Modules of exactly a class, and also calls of functions.
    case modulesAndFunctions
    /// Every operation that is traced or dispatched, however it is written.
    case operations
    /// Every node of an ONNX file, by its type; of a network that is from no file, the nodes that
    /// exporters write.
    case nodes
    /// No tool: every operator, by its category.
    case categories
  }

  /// How a tool treats a module whose class is a subclass of PyTorch's.
  public enum Subclasses: Hashable, Sendable {
    /// The class is not in the table.
    case unseen
    /// It is treated as the class that it wraps.
    case alike
    /// The table has the wrapper, as the name of the class with a prefix.
    case named(String)
  }

  /// What a convention says about an operator.
  public enum Verdict: Hashable, Sendable, CaseIterable {
    case counted
    /// On the tool's own list of what costs nothing.
    case ignored
    /// Written in a way that the tool does not see.
    case unseen
    /// A later call of the same module replaces what was counted for it.
    case overwritten
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
    case .nodes: nodes(key)
    case .categories: key.callStyle == .constant ? [] : [key.kind.category.rawValue]
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
    case .constant: []
    }
  }

  private func operations(_ key: WorkTally.Key) -> [String] {
    switch key.callStyle {
    case .module, .subclass: key.torch.calledATen
    case .function, .operator: key.torch.aten
    case .constant: []
    }
  }

  /// Types of nodes, also with the mode where PyTorch's class has one: `Resize(bilinear)`.
  private func nodes(_ key: WorkTally.Key) -> [String] {
    let types = key.nodeType.map { [$0] } ?? key.kind.onnx
    let modes = key.torch.moduleKeys.dropFirst().map { $0.drop { $0 != "(" } }
    let names = types + types.flatMap { type in modes.map { type + $0 } }
    return key.nodeType == nil ? names + key.torch.moduleKeys + key.torch.functionKeys : names
  }

  /// What the tool sees, in words.
  public var summary: String {
    switch self {
    case .modules(.unseen): "modules whose exact class is in its table"
    case .modules: "modules and their wrappers"
    case .functions: "functions of PyTorch, including those that modules call"
    case .modulesAndFunctions: "modules whose exact class is in its table, and functions of PyTorch"
    case .operations: "every operation, however it is written"
    case .nodes: "every node of an ONNX file; in other networks the nodes that exporters write"
    case .categories: "every operator"
    }
  }

  /// Whether the tool sees, of calls in a style, only those of methods that it patches.
  func overlooks(_ callStyle: CallStyle) -> Bool {
    callStyle == .operator && (self == .functions || self == .modulesAndFunctions)
  }

  /// Why a call in a style is not seen.
  func blindness(_ callStyle: CallStyle) -> String {
    switch (self, callStyle) {
    case (.modules(.unseen), .subclass): "not a module of that exact class"
    case (.modules, .function), (.modules, .operator): "not a module"
    case (_, .operator): "written as an operator"
    case (_, .constant): "known before anything runs"
    default: "not seen by the tool"
    }
  }
}
