import RLANetworks
import RLAText

/// The modules of a network by their paths: parents before children, in the order of first call.
struct ReportModules {
  private(set) var paths: [String] = [""]
  private var names: [String] = [""]
  private var parents: [Int] = [-1]
  private var kinds: [String?] = [nil]
  private var numbers: [String: Int] = ["": 0]

  /// - Parameter name: What the whole network is called.
  init(_ name: String) { names[0] = name }

  /// The number of the module at a path, which is made where there is none.
  mutating func number(of path: String) -> Int {
    if let known = numbers[path] { return known }
    let border = path.lastIndex(of: ".")
    let parent = border.map { number(of: String(path[..<$0])) } ?? 0
    numbers[path] = paths.count
    paths.append(path)
    names.append(border.map { String(path[path.index(after: $0)...]) } ?? path)
    parents.append(parent)
    kinds.append(nil)
    return paths.count - 1
  }

  /// Says that a module is a layer.
  mutating func note(_ kind: String, of module: Int) { kinds[module] = kind }

  var json: JSONValue {
    [
      "path": .array(paths.map { .string($0) }), "name": .array(names.map { .string($0) }),
      "parent": .array(parents.map { .integer($0) }),
      "kind": .array(kinds.map { $0.map { .string($0) } ?? .null }),
    ]
  }
}
