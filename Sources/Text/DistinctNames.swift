/// Names that tell apart what they name: one that several share gets its source behind it.
///
/// - Parameter items: Names, each with what it was taken from, such as a file.
/// - Returns: A name for each item, in order.
package func distinctNames(_ items: [(name: String, source: String)]) -> [String] {
  let sources = Dictionary(grouping: items, by: \.name).mapValues { Set($0.map(\.source)) }
  return items.map { name, source in
    let isShared = (sources[name]?.count ?? 0) > 1
    return isShared && source != name ? "\(name) (\(source))" : name
  }
}
