/// Paths of modules, `layer1.0.conv1`.
package enum ModulePath {
  /// The innermost module that two paths have in common; empty for the whole network.
  package static func common(_ one: String, _ other: String) -> String {
    zip(one.split(separator: "."), other.split(separator: ".")).prefix { $0 == $1 }.map(\.0)
      .joined(separator: ".")
  }

  /// The module around the one with a path; empty for the whole network.
  package static func around(_ path: String) -> String {
    path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
  }
}

extension Network {
  /// The path of the module that a node belongs to: that of its layer, or the scope of its function.
  ///
  /// - Returns: `layer1.0.conv1`; empty for a function of the outermost code.
  public func modulePath(of node: Node) -> String {
    switch node.action {
    case .layer(let index): layers[index].path
    case .function(_, let scope): scope
    }
  }

  /// Whether it comes from a file, so that its structure follows from paths, not from a definition.
  public var isFromFile: Bool { !nodeNames.isEmpty }
}
