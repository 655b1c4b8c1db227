import Glibc

/// The caches behind the processors that a measurement uses.
public struct CacheSizes: Hashable, Sendable {
  /// Where the sizes come from.
  public enum Source: Hashable, Sendable {
    /// Files under /sys, which also say which processors share a cache.
    case files
    /// sysconf(3), which says nothing about sharing; L2 is taken as that of one core, L3 as shared
    /// by all.
    case library
    /// Neither.
    case none
  }

  /// Bytes of one cache of a level; nil where the machine has none or does not show it.
  public let l2: Int?
  public let l3: Int?
  /// Processors in use that share one of them.
  public let l2Sharers: Int
  public let l3Sharers: Int
  /// Bytes of all caches of the last level behind the processors in use.
  public let last: Int
  public let source: Source

  package init(l2: Int?, l3: Int?, l2Sharers: Int, l3Sharers: Int, last: Int, source: Source) {
    self.l2 = l2
    self.l3 = l3
    self.l2Sharers = l2Sharers
    self.l3Sharers = l3Sharers
    self.last = last
    self.source = source
  }

  /// - Parameters:
  ///   - tree: The files of the system.
  ///   - processors: Those in use, by number; at least one.
  ///   - library: What sysconf(3) says of a level, 2 or 3; nil where it says nothing.
  package init(
    _ tree: SystemTree = SystemTree(), processors: [Int],
    library: (Int) -> Int? = Self.ofLibrary
  ) {
    let caches = processors.flatMap { Self.caches(of: $0, tree) }
    guard !caches.isEmpty else {
      let (l2, l3) = (library(2), library(3))
      self.init(
        l2: l2, l3: l3, l2Sharers: 1, l3Sharers: processors.count, last: l3 ?? l2 ?? 0,
        source: l2 == nil && l3 == nil ? .none : .library)
      return
    }
    func smallest(_ level: Int) -> Int? { caches.filter { $0.level == level }.map(\.bytes).min() }
    func sharers(_ level: Int) -> Int {
      let groups = Dictionary(grouping: caches.filter { $0.level == level }, by: \.processors)
      return groups.values.map(\.count).max() ?? 1
    }
    let lastLevel = caches.map(\.level).max() ?? 0
    let all = Set(caches.filter { $0.level == lastLevel })
    self.init(
      l2: smallest(2), l3: smallest(3), l2Sharers: sharers(2), l3Sharers: sharers(3),
      last: all.reduce(0) { $0 + $1.bytes }, source: .files)
  }

  private struct Cache: Hashable {
    let level: Int
    let bytes: Int
    /// Those that share it, in the notation of the system.
    let processors: String
  }

  /// The caches of data of one processor.
  private static func caches(of processor: Int, _ tree: SystemTree) -> [Cache] {
    let folder = "/sys/devices/system/cpu/cpu\(processor)/cache"
    return tree.names(in: folder).filter { $0.hasPrefix("index") }.compactMap { index in
      let place = "\(folder)/\(index)"
      guard let level = tree.number("\(place)/level"),
        tree.lines("\(place)/type").first != "Instruction",
        let bytes = tree.lines("\(place)/size").first.flatMap(Self.bytes)
      else { return nil }
      let processors = tree.lines("\(place)/shared_cpu_list").first.map(String.init)
      return Cache(level: level, bytes: bytes, processors: processors ?? "\(processor)")
    }
  }

  /// `1024K`, as the kernel writes sizes.
  private static func bytes(_ text: Substring) -> Int? {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    guard let last = text.last else { return nil }
    let unit = units[last]
    guard let number = Int(unit == nil ? text : text.dropLast()), number > 0 else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
    return overflow ? nil : bytes
  }

  package static func ofLibrary(_ level: Int) -> Int? {
    let name = level == 2 ? _SC_LEVEL2_CACHE_SIZE : _SC_LEVEL3_CACHE_SIZE
    let bytes = sysconf(Int32(name))
    return bytes > 0 ? bytes : nil
  }
}
