import Yams

/// The members of a mapping together with those that `<<` merges into it.
///
/// As in YAML 1.1: what a mapping says itself goes before what it merges, and of a list of mappings
/// the earlier goes before the later.
enum MergedMembers {
  private static let mergeKey = "<<"

  /// Mappings merged into one; beyond any file that people write, so that aliases of aliases end.
  private static let largestMergeCount = 100

  static func of(_ mapping: Node.Mapping) throws(DescriptionFailure) -> [(Node, Node)] {
    var merged: [(Node, Node)] = []
    var keys: Set<String> = []
    var count = 0
    try add(mapping, to: &merged, &keys, &count)
    return merged
  }

  private static func add(
    _ mapping: Node.Mapping, to merged: inout [(Node, Node)], _ keys: inout Set<String>,
    _ count: inout Int
  ) throws(DescriptionFailure) {
    count += 1
    if count > largestMergeCount {
      throw DescriptionFailure(
        line: mapping.mark?.line,
        reason: .conflict(.tooManyMerges(limit: largestMergeCount)))
    }
    var sources: [Node] = []
    for (name, value) in mapping {
      let text = name.keyText
      if text == mergeKey {
        sources += value.sequence.map(Array.init) ?? [value]
      } else if keys.insert(text).inserted {
        merged.append((name, value))
      }
    }
    for source in sources {
      guard case .mapping(let inner) = source else {
        throw DescriptionFailure(
          line: source.line,
          reason: .unexpected(
            key: mergeKey, expected: .mappings, found: source.found))
      }
      try add(inner, to: &merged, &keys, &count)
    }
  }
}
