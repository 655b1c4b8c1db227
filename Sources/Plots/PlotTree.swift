/// Parts of a whole, each with parts of its own.
package struct PlotTree: Hashable, Sendable {
  package let name: String
  /// What the part counts; at least the sum of its own parts.
  package let value: Double
  package let parts: [PlotTree]

  package init(name: String, value: Double, parts: [PlotTree] = []) {
    self.name = name
    self.value = value
    self.parts = parts
  }

  /// The tree of stacks of names that begin with the name of the whole.
  ///
  /// - Parameters:
  ///   - name: The whole.
  ///   - stacks: Names from the whole to a place, and what the place counts.
  ///   - levels: How many there are below the whole at most; what is deeper is not told apart.
  package init(
    _ name: String, _ stacks: [(frames: ArraySlice<String>, value: Double)], levels: Int = 12
  ) {
    var order: [String] = []
    var groups: [String: [(frames: ArraySlice<String>, value: Double)]] = [:]
    for stack in stacks where levels > 0 {
      guard let first = stack.frames.first else { continue }
      if groups[first] == nil { order.append(first) }
      groups[first, default: []].append((stack.frames.dropFirst(), stack.value))
    }
    self.init(
      name: name, value: stacks.reduce(0) { $0 + $1.value },
      parts: order.map { PlotTree($0, groups[$0] ?? [], levels: levels - 1) })
  }

  /// The names of parts that begin with the same word and differ in what follows from its first
  /// digit on: `branch1`, `branch2`.
  var numberedNames: Set<String> {
    let words = Dictionary(grouping: parts.map(\.name)) { $0.prefix { !$0.isNumber } }
    return Set(
      words.filter { $0.value.count > 1 }.flatMap { word, names in names.filter { $0 != word } })
  }

  /// Levels below this one.
  var depth: Int { parts.map { $0.depth + 1 }.max() ?? 0 }
}
