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

  /// More levels than this are one: a path that a file makes up may have any number.
  private static let mostLevels = 64

  /// The number of the module at a path, which is made where there is none.
  mutating func number(of path: String) -> Int {
    if let known = numbers[path] { return known }
    var (parent, start) = (0, path.startIndex)
    for level in 1... {
      let border =
        level < Self.mostLevels ? path.utf8[start...].firstIndex(of: UInt8(ascii: ".")) : nil
      let end = border ?? path.endIndex
      parent = number(of: String(path[..<end]), named: path[start..<end], in: parent)
      guard let border else { break }
      start = path.utf8.index(after: border)
    }
    return parent
  }

  private mutating func number(
    of path: String, named name: Substring, in parent: Int
  ) -> Int {
    if let known = numbers[path] { return known }
    numbers[path] = paths.count
    paths.append(path)
    names.append(String(name))
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
