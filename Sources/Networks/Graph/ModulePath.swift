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
