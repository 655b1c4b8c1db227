import Glibc

/// What this process can still allocate, in bytes.
package struct MemoryLimits: Hashable, Sendable {
  /// Bytes that it can fill without swapping or being killed: of the machine, and of every control
  /// group around it; nil where the system does not say.
  package var memory: Int?
  /// Bytes of addresses left by `ulimit -v` and `ulimit -d`; nil where nothing limits them.
  package var addresses: Int?

  package init(memory: Int?, addresses: Int?) {
    self.memory = memory
    self.addresses = addresses
  }

  /// Reads the limits as they are now.
  ///
  /// - Parameters:
  ///   - tree: The files of the system.
  ///   - addressLimit: By setrlimit(2) on all addresses; nil for none.
  ///   - dataLimit: The same on data alone.
  package init(
    _ tree: SystemTree = SystemTree(), addressLimit: Int? = Self.addressLimit,
    dataLimit: Int? = Self.dataLimit
  ) {
    let machine = tree.bytes(after: "MemAvailable:", in: "/proc/meminfo")
    let groups = ControlGroups(tree).folders("memory").compactMap { Self.left(in: $0, tree) }
    memory = ([machine].compactMap { $0 } + groups).min()
    let used = { tree.bytes(after: $0, in: "/proc/self/status") ?? 0 }
    let room = [
      addressLimit.map { max(0, $0 - used("VmSize:")) },
      dataLimit.map { max(0, $0 - used("VmData:")) },
    ]
    addresses = room.compactMap { $0 }.min()
  }

  /// By setrlimit(2) on all addresses of this process; nil where there is none.
  package static var addressLimit: Int? { limit(RLIMIT_AS) }

  /// The same on data alone.
  package static var dataLimit: Int? { limit(RLIMIT_DATA) }

  private static func limit(_ resource: __rlimit_resource) -> Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0,
      limit.rlim_cur != rlim_t.max
    else { return nil }
    return Int(clamping: limit.rlim_cur)
  }

  /// What a group can still take: files that it only caches can go.
  private static func left(in group: ControlGroups.Folder, _ tree: SystemTree) -> Int? {
    let names =
      switch group.version {
      case .one: ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
      case .two: ("memory.max", "memory.current", "inactive_file")
      }
    guard let limit = tree.number("\(group.path)/\(names.0)") else { return nil }
    let used = tree.number("\(group.path)/\(names.1)") ?? 0
    let cached = tree.number(after: names.2, in: "\(group.path)/memory.stat") ?? 0
    return max(0, limit - max(0, used - cached))
  }
}
