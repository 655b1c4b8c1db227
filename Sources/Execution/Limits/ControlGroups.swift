/// The control groups that this process is in, by cgroups(7).
///
/// Every group on the way from the process to the root of a hierarchy limits it.
struct ControlGroups {
  enum Version {
    case one
    case two
  }

  /// A group as a folder of files.
  struct Folder {
    let version: Version
    let path: String
  }

  private struct Hierarchy {
    let version: Version
    /// The group of which `mountPoint` shows the inside.
    let root: String
    let mountPoint: String
    /// Of version 1.
    let controllers: [String]
  }

  private let tree: SystemTree
  private let hierarchies: [Hierarchy]

  init(_ tree: SystemTree) {
    self.tree = tree
    hierarchies = tree.lines("/proc/self/mountinfo").compactMap(Self.hierarchy)
  }

  /// `31 23 0:28 ROOT MOUNTPOINT OPTIONS … - TYPE SOURCE CONTROLLERS`.
  private static func hierarchy(_ line: Substring) -> Hierarchy? {
    let words = line.split(separator: " ").map(String.init)
    guard let dash = words.firstIndex(of: "-"), dash >= 5, words.count > dash + 3 else {
      return nil
    }
    let version: Version
    switch words[dash + 1] {
    case "cgroup": version = .one
    case "cgroup2": version = .two
    default: return nil
    }
    return Hierarchy(
      version: version, root: words[3], mountPoint: words[4],
      controllers: words[dash + 3].split(separator: ",").map(String.init))
  }

  /// The groups with a controller such as `memory`, the process's own first.
  func folders(_ controller: String) -> [Folder] {
    tree.lines("/proc/self/cgroup").flatMap { line -> [Folder] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isSecond = parts[0] == "0" && parts[1].isEmpty
      let names = parts[1].split(separator: ",").map(String.init)
      guard isSecond || names.contains(controller) else { return [] }
      let hierarchy = hierarchies.first {
        isSecond ? $0.version == .two : $0.version == .one && $0.controllers.contains(controller)
      }
      return hierarchy.map { folders(in: $0, group: String(parts[2])) } ?? []
    }
  }

  private func folders(in hierarchy: Hierarchy, group: String) -> [Folder] {
    var names = group.split(separator: "/").map(String.init)
    let hidden = hierarchy.root.split(separator: "/").map(String.init)
    // A container sees its own group as the root; one that lies outside is not shown at all.
    if names.starts(with: hidden) { names.removeFirst(hidden.count) } else { names = [] }
    if names.contains("..") { names = [] }
    return (0...names.count).reversed().map { depth in
      let inside = names.prefix(depth).map { "/\($0)" }.joined()
      return Folder(version: hierarchy.version, path: hierarchy.mountPoint + inside)
    }
  }
}
