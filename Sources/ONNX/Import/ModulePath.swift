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
    var path = ComponentPath(scope)
    // The last component is the node itself.
    var last: Range<String.Index>?
    name.forEachComponent { component in
      if let last { path.append(name.utf8[last]) }
      last = component
    }
    return path.text
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
    var components: [Substring] = []
    name.forEachComponent { components.append(name[$0]) }
    if let last = components.last, let dot = function.firstIndex(of: "."),
      last.hasPrefix(function)
    {
      components[components.count - 1] = function[..<dot] + last.dropFirst(function.count)
    }
    var path = ComponentPath(scope)
    for component in components { path.append(component.utf8) }
    return path.text
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

extension String {
  /// Calls `body` with the range of each part between slashes that is not empty.
  ///
  /// Every node of a model comes here, so bytes are looked at rather than characters.
  fileprivate func forEachComponent(_ body: (Range<Index>) -> Void) {
    var start = startIndex
    while start < endIndex {
      let end = utf8[start...].firstIndex(of: UInt8(ascii: "/")) ?? endIndex
      if start < end { body(start..<end) }
      start = end < endIndex ? utf8.index(after: end) : end
    }
  }
}

/// Components one after the other.
private struct ComponentPath {
  private var bytes: [UInt8]
  /// How many bytes come before the last component with its dot.
  private var length = 0
  /// Where the last component begins; nil before the first.
  private var last: Int?

  init(_ scope: String) { bytes = Array(scope.utf8) }

  mutating func append(_ component: Substring.UTF8View) {
    // The exporter repeats what is around: `convs.1` before `convs.1.0`.
    if let last, component.isPath(below: bytes[last...]) {
      bytes.removeSubrange(length...)
    }
    length = bytes.count
    if !bytes.isEmpty { bytes.append(UInt8(ascii: ".")) }
    last = bytes.count
    bytes += component
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Substring.UTF8View {
  /// Whether a path lies within another one: `convs.1.0` within `convs.1`.
  fileprivate func isPath(below other: ArraySlice<UInt8>) -> Bool {
    starts(with: other) && dropFirst(other.count).first == UInt8(ascii: ".")
  }
}
