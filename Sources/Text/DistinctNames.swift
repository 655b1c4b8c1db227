/// Names that tell apart what they name: one that several share gets its source behind it, without
/// the folders that all of its sources have in common.
///
/// - Parameter items: Names, each with what it was taken from, such as a file.
/// - Returns: A name for each item, in order.
package func distinctNames(_ items: [(name: String, source: String)]) -> [String] {
  let sources = Dictionary(grouping: items, by: \.name).mapValues { Set($0.map(\.source)) }
  return items.map { name, source in
    guard let all = sources[name], all.count > 1, source != name else { return name }
    return "\(name) (\(source.dropFirst(commonFolders(all.filter { $0 != name }))))"
  }
}

/// How many characters the folders have that all paths begin with.
private func commonFolders(_ paths: Set<String>) -> Int {
  let folders = paths.map { $0.split(separator: "/", omittingEmptySubsequences: false).dropLast() }
  guard paths.count > 1, let first = folders.first else { return 0 }
  let common = first.indices.prefix { index in
    folders.allSatisfy { $0.indices.contains(index) && $0[index] == first[index] }
  }
  return common.reduce(0) { $0 + first[$1].count + 1 }
}
