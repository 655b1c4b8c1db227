/// The module that a node belongs to, as its exporter tells.
enum ModulePath {
  /// The path in the form of a state_dict: `layer1.0.conv1`; empty where nothing is known.
  ///
  /// - Parameters:
  ///   - name: The name of the node: `/layer1/layer1.0/conv1/Conv` by PyTorch's older exporter.
  ///   - scopes: What the newer one writes, the whole path of each module around the node:
  ///     `['', 'layer1', 'layer1.0', 'layer1.0.conv1', 'conv2d_3']`.
  /// - Returns: The path without the call itself.
  static func path(ofNode name: String, scopes: String?) -> String {
    if let scopes { return path(inList: scopes) }
    var components: [Substring] = []
    for component in name.split(separator: "/").dropLast() {
      // The exporter repeats what is around: `convs.1` before `convs.1.0`.
      if let last = components.last, component.hasPrefix(last + ".") { components.removeLast() }
      components.append(component)
    }
    return components.joined(separator: ".")
  }

  /// The last path of a list of Python before the name of the call itself.
  private static func path(inList list: String) -> String {
    let items = list.split(separator: ",").map { item in
      item.drop { " []'\"".contains($0) }.reversed().drop { " []'\"".contains($0) }.reversed()
    }
    // Nodes that the exporter makes itself stand under a word of its own.
    let paths = items.dropLast().map { String($0) }.filter { !$0.hasPrefix("_empty_nn_module") }
    return paths.last ?? ""
  }
}
