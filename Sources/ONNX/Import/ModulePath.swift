import RLANetworks

/// The module that a node belongs to, as its exporter tells.
extension ModulePath {
  /// The path in the form of a state_dict: `layer1.0.conv1`; empty where nothing is known.
  ///
  /// - Parameters:
  ///   - name: The name of the node: `/layer1/layer1.0/conv1/Conv` by PyTorch's older exporter.
  ///   - scope: The module of the call or of the node with the body that the node belongs to.
  /// - Returns: The path without the node itself.
  static func path(ofNode name: String, in scope: String = "") -> String {
    joined(scope, components(of: name).dropLast())
  }

  /// The path of what a node itself calls or runs.
  ///
  /// - Parameters:
  ///   - name: The name of the node.
  ///   - function: The function that it calls; empty for a body. The older exporter names variants
  ///     of a function, and so their calls, with a dot: `BasicBlock.1_11`.
  ///   - scope: The module that the node belongs to from outside.
  /// - Returns: The path with the node itself.
  static func path(inside name: String, calling function: String, in scope: String) -> String {
    var components = components(of: name)[...]
    if let last = components.last, let dot = function.firstIndex(of: "."),
      last.hasPrefix(function)
    {
      components[components.endIndex - 1] =
        function[..<dot] + last.dropFirst(function.count)
    }
    return joined(scope, components)
  }

  /// Every node of a model comes here, so bytes are compared rather than characters.
  private static func components(of name: String) -> [Substring] {
    name.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
  }

  /// Components one after the other.
  private static func joined(_ scope: String, _ components: ArraySlice<Substring>) -> String {
    var path = scope
    // How many bytes come before the last component.
    var length = 0
    var last: Substring?
    for component in components {
      // The exporter repeats what is around: `convs.1` before `convs.1.0`.
      if let last, component.isPath(below: last) {
        path.removeSubrange(path.utf8.index(path.startIndex, offsetBy: length)...)
      }
      length = path.utf8.count
      if !path.isEmpty { path += "." }
      path += component
      last = component
    }
    return path
  }

  /// The path in what PyTorch's newer exporter writes, a list of Python with the whole path of each
  /// module around the node, then the call: `['', 'layer1', 'layer1.0', 'conv2d_3']`.
  static func path(inList list: String) -> String {
    let items = list.split(separator: ",").map { item in
      item.drop { " []'\"".contains($0) }.reversed().drop { " []'\"".contains($0) }.reversed()
    }
    // Nodes that the exporter makes itself stand under a word of its own.
    let paths = items.dropLast().map { String($0) }.filter { !$0.hasPrefix("_empty_nn_module") }
    return paths.last ?? ""
  }

  /// The module whose weight a tensor is, as far as its name tells; nil where an exporter invented
  /// the name.
  static func path(ofTensor name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex, !name.contains("::"),
      !name.contains("/")
    else { return nil }
    return String(name[..<dot])
  }
}

extension Substring {
  /// Whether a path lies within another one: `convs.1.0` within `convs.1`.
  fileprivate func isPath(below other: Substring) -> Bool {
    utf8.starts(with: other.utf8) && utf8.dropFirst(other.utf8.count).first == UInt8(ascii: ".")
  }
}
