/// How many threads this process can use and start.
package struct ProcessorLimits: Hashable, Sendable {
  /// Processors whose time the control groups give; nil where they do not limit it.
  package let quota: Double?
  /// Threads that the control groups still let it start; nil where they do not limit them.
  package let threadsLeft: Int?

  package init(_ tree: SystemTree = SystemTree()) {
    let groups = ControlGroups(tree)
    quota = groups.folders("cpu").compactMap { Self.quota(of: $0, tree) }.min()
    threadsLeft = groups.folders("pids").compactMap { group in
      tree.number("\(group.path)/pids.max").map { limit in
        max(0, limit - (tree.number("\(group.path)/pids.current") ?? 0))
      }
    }.min()
  }

  private static func quota(of group: ControlGroups.Folder, _ tree: SystemTree) -> Double? {
    var (time, period): (Int?, Int?)
    switch group.version {
    case .one:
      time = tree.number("\(group.path)/cpu.cfs_quota_us")
      period = tree.number("\(group.path)/cpu.cfs_period_us")
    case .two:
      let words = tree.lines("\(group.path)/cpu.max").first?.split(separator: " ") ?? []
      time = words.first.flatMap { Int($0) }
      period = words.dropFirst().first.flatMap { Int($0) }
    }
    guard let time, let period, time > 0, period > 0 else { return nil }
    return Double(time) / Double(period)
  }
}
