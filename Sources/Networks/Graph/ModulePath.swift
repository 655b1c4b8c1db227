/// Paths of modules, `layer1.0.conv1`.
package enum ModulePath {
  private static let dot = UInt8(ascii: ".")

  /// The innermost module that two paths have in common; empty for the whole network.
  package static func common(_ one: String, _ other: String) -> String {
    let (bytes, others) = (one.utf8, other.utf8)
    var (place, otherPlace) = (bytes.startIndex, others.startIndex)
    // Where the last component that both have ends.
    var end = place
    while true {
      let next = place < bytes.endIndex ? bytes[place] : dot
      let otherNext = otherPlace < others.endIndex ? others[otherPlace] : dot
      if next != otherNext { break }
      if next == dot { end = place }
      guard place < bytes.endIndex, otherPlace < others.endIndex else { break }
      bytes.formIndex(after: &place)
      others.formIndex(after: &otherPlace)
    }
    return String(one[..<end])
  }

  /// The module around the one with a path; empty for the whole network.
  package static func around(_ path: String) -> String {
    path.utf8.lastIndex(of: dot).map { String(path[..<$0]) } ?? ""
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
