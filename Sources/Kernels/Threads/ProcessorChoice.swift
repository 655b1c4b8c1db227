import Glibc

/// Which processors some threads are pinned to.
package struct ProcessorChoice {
  /// Those that the process may use, by number.
  private let processors: [Int]
  /// The name of the core that a processor belongs to.
  private let core: (Int) -> String
  /// The share of time for which others use a processor.
  private let use: (Int) -> Double
  /// Whether a core could be had for this process alone.
  private let claim: (String) -> Bool

  /// A processor that others use for more of the time is not free.
  private static let mostUse = 0.25

  package init(
    processors: [Int], core: @escaping (Int) -> String, use: @escaping (Int) -> Double,
    claim: @escaping (String) -> Bool
  ) {
    self.processors = processors
    self.core = core
    self.use = use
    self.claim = claim
  }

  /// A processor for each thread, in ascending order; nil where there are too few.
  package func spread(_ threads: Int) -> [Int]? {
    var seen: [String: Int] = [:]
    var usedCores: Set<String> = []
    for processor in processors where use(processor) > Self.mostUse {
      usedCores.insert(core(processor))
    }
    // A thread that is pinned to a used processor would wait for it while another one idles.
    let free = processors.filter { !usedCores.contains(core($0)) }
    let ranked = free.map { processor in
      let core = core(processor)
      defer { seen[core, default: 0] += 1 }
      return (turn: seen[core, default: 0], processor: processor)
    }
    let chosen = ranked.sorted { $0 < $1 }.lazy.map(\.processor).filter { claim(core($0)) }
      .prefix(threads)
    let found = Array(chosen)
    return found.count == threads ? found.sorted() : nil
  }
}

/// How much others use the processors.
package enum ProcessorUse {
  /// The share of time for which each processor was in use between two texts of /proc/stat.
  package static func shares(_ before: String, _ after: String) -> [Int: Double] {
    let (first, last) = (ticks(before), ticks(after))
    return first.reduce(into: [:]) { shares, entry in
      guard let end = last[entry.key], end.all > entry.value.all else { return }
      let used = Double(end.used - entry.value.used)
      shares[entry.key] = used / Double(end.all - entry.value.all)
    }
  }

  /// The shares while the calling thread sleeps for some microseconds.
  static func measured(for time: UInt32, _ stat: () -> String) -> [Int: Double] {
    let before = stat()
    usleep(time)
    return shares(before, stat())
  }

  /// Lines such as `cpu3 user nice system idle iowait irq softirq steal guest guestnice`; guests count
  /// as users already.
  private static func ticks(_ text: String) -> [Int: (used: Int, all: Int)] {
    text.split(separator: "\n").reduce(into: [:]) { ticks, line in
      let words = line.split(separator: " ")
      guard words[0].hasPrefix("cpu"), let processor = Int(words[0].dropFirst(3)) else { return }
      let numbers = words.dropFirst().prefix(8).map { Int($0) ?? 0 }
      guard numbers.count >= 5 else { return }
      let all = numbers.reduce(0, &+)
      ticks[processor] = (all - numbers[3] - numbers[4], all)
    }
  }
}
