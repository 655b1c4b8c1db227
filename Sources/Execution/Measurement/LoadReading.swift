import Glibc

/// What the system has counted so far about the use of the processors.
struct LoadReading: Hashable, Sendable {
  /// Processor time of all threads of this process.
  var processorTime: Duration
  /// How often the system took the processor from a thread of this process.
  var involuntarySwitches: Int
  /// How long threads of this process were ready to run and had no processor; nil where the system
  /// does not show it.
  var waiting: Duration?
  /// How long a hypervisor ran something else, summed over the processors; nil where the system does
  /// not show it.
  var stolen: Duration?
  /// The processors over which `stolen` is summed.
  var processors: Int
}

/// Where readings come from.
package struct LoadSource: Sendable {
  /// Processor time and involuntary context switches of this process.
  package typealias Usage = (processorTime: Duration, involuntarySwitches: Int)

  private let tree: SystemTree
  private let usage: @Sendable () -> Usage

  package init(
    _ tree: SystemTree = SystemTree(),
    usage: @escaping @Sendable () -> Usage = { LoadSource.ownUsage }
  ) {
    self.tree = tree
    self.usage = usage
  }

  /// Processor time of the process so far, cheap enough for every run.
  var processorTime: Duration { usage().processorTime }

  func reading() -> LoadReading {
    let used = usage()
    let (stolen, processors) = stolen
    return LoadReading(
      processorTime: used.processorTime, involuntarySwitches: used.involuntarySwitches,
      waiting: waiting, stolen: stolen, processors: processors)
  }

  /// The second number of /proc/self/task/*/schedstat, in nanoseconds, summed over the threads.
  private var waiting: Duration? {
    let tasks = "/proc/self/task"
    let times = tree.names(in: tasks).compactMap { task -> Int64? in
      let fields = tree.text("\(tasks)/\(task)/schedstat")?.split(whereSeparator: \.isWhitespace)
      guard let fields, fields.count > 1 else { return nil }
      return Int64(fields[1])
    }
    return times.isEmpty ? nil : .nanoseconds(times.reduce(0, +))
  }

  /// The eighth number of the first line of /proc/stat, and the number of lines of processors.
  private var stolen: (Duration?, processors: Int) {
    let lines = tree.lines("/proc/stat")
    let processors = lines.count { $0.hasPrefix("cpu") && !$0.hasPrefix("cpu ") }
    let fields = lines.first { $0.hasPrefix("cpu ") }?.split(separator: " ")
    guard let fields, fields.count > 8, let ticks = Int(fields[8]) else { return (nil, processors) }
    return (.seconds(Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))), processors)
  }

  /// What getrusage(2) and the clock of the process say of this process.
  package static var ownUsage: Usage {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return (
      .seconds(Int(time.tv_sec)) + .nanoseconds(Int(time.tv_nsec)), Int(usage.ru_nivcsw)
    )
  }
}
