import Foundation
import RLAArchitectures
import RLAExecution
import RLAKernels
import RLANetworks
import Testing

/// Groups of version 1 below `/a/b`, of which the mount shows the inside of `/a`.
private let firstVersion = [
  "proc/self/cgroup": "4:memory:/a/b\n3:cpu,cpuacct:/a/b\n2:pids:/a/b\n0::/\n",
  "proc/self/mountinfo": """
  31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
  35 31 0:32 /a /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory
  36 31 0:33 /a /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct
  37 31 0:34 /a /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids

  """,
]

/// Groups of version 2 below `/user/one`.
private let secondVersion = [
  "proc/self/cgroup": "0::/user/one\n",
  "proc/self/mountinfo": "41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n",
]

@Suite struct LimitTests {
  private func memory(_ files: [String: String], addresses: Int? = nil, data: Int? = nil) throws
    -> MemoryLimits
  {
    try withTree(files) { MemoryLimits($0, addressLimit: addresses, dataLimit: data) }
  }

  @Test func `The machine's memory counts where nothing else limits it`() throws {
    let meminfo = ["proc/meminfo": "MemTotal: 4000 kB\nMemAvailable: 3000 kB\n"]
    #expect(try memory(meminfo) == MemoryLimits(memory: 3_072_000, addresses: nil))
    #expect(try memory([:]) == MemoryLimits(memory: nil, addresses: nil))
  }

  @Test func `Addresses that are in use count against a limit`() throws {
    let status = ["proc/self/status": "Name:\tx\nVmSize:\t  100 kB\nVmData:\t   60 kB\n"]
    #expect(try memory(status, addresses: 1_000_000).addresses == 1_000_000 - 102_400)
    #expect(try memory(status, addresses: 1_000_000, data: 70_000).addresses == 70_000 - 61_440)
    #expect(try memory(status, addresses: 1000).addresses == 0)
  }

  @Test func `Every group around the process limits its memory, cached files aside`() throws {
    let own = [
      "sys/fs/cgroup/user/one/memory.max": "max\n",
      "sys/fs/cgroup/user/memory.max": "5000\n", "sys/fs/cgroup/user/memory.current": "3000\n",
      "sys/fs/cgroup/user/memory.stat": "anon 100\ninactive_file 1000\n",
    ]
    let files = secondVersion.merging(own) { $1 }
    #expect(try memory(files).memory == 3000)
    let tighter = files.merging(
      ["sys/fs/cgroup/user/one/memory.max": "400", "sys/fs/cgroup/user/one/memory.current": "500"]
    ) { $1 }
    #expect(try memory(tighter).memory == 0)
  }

  @Test func `Groups of version 1 limit memory, processor time and threads`() throws {
    let own = [
      "sys/fs/cgroup/memory/b/memory.limit_in_bytes": "9000\n",
      "sys/fs/cgroup/memory/b/memory.usage_in_bytes": "2000\n",
      "sys/fs/cgroup/memory/b/memory.stat": "inactive_file 1\ntotal_inactive_file 500\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/cpu/b/cpu.cfs_quota_us": "-1\n",
      "sys/fs/cgroup/cpu/b/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "150000\n",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/pids/b/pids.max": "20\n", "sys/fs/cgroup/pids/b/pids.current": "17\n",
      "sys/fs/cgroup/pids/pids.max": "max\n",
    ]
    let files = firstVersion.merging(own) { $1 }
    #expect(try memory(files).memory == 7500)
    let limits = try withTree(files) { ProcessorLimits($0) }
    #expect(limits.quota == 1.5)
    #expect(limits.threadsLeft == 3)
  }

  @Test func `Groups of version 2 limit processor time and threads`() throws {
    let own = [
      "sys/fs/cgroup/user/one/cpu.max": "max 100000\n",
      "sys/fs/cgroup/user/cpu.max": "50000 100000",
      "sys/fs/cgroup/user/pids.max": "4", "sys/fs/cgroup/user/pids.current": "9",
    ]
    let limits = try withTree(secondVersion.merging(own) { $1 }) { ProcessorLimits($0) }
    #expect(limits.quota == 0.5)
    #expect(limits.threadsLeft == 0)
    let none = try withTree([:]) { ProcessorLimits($0) }
    #expect(none.quota == nil && none.threadsLeft == nil)
  }

  @Test func `Threads follow the option, the environment, the quota, the processors`() {
    func choice(_ option: Int?, _ quota: Double?, _ variables: [String: String]) -> ThreadChoice {
      ThreadChoice(option: option, processors: 8, quota: quota) { variables[$0] }
    }
    let variables = ["OPENBLAS_NUM_THREADS": "3", "OMP_NUM_THREADS": "4,2"]
    #expect(choice(2, 1, variables).origin == .option)
    #expect(choice(nil, 1, variables).count == 3)
    #expect(choice(nil, 1, variables).origin == .environment("OPENBLAS_NUM_THREADS"))
    #expect(choice(nil, 1, ["OMP_NUM_THREADS": "4,2"]).count == 4)
    #expect(choice(nil, nil, ["OMP_NUM_THREADS": "99"]).count == 8)
    #expect(choice(nil, nil, ["OMP_NUM_THREADS": "none"]).origin == .processors)
    #expect(choice(nil, 1.5, [:]).count == 2)
    #expect(choice(nil, 0.1, [:]).count == 1)
    #expect(choice(nil, 9, [:]).origin == .processors)
  }

  @Test func `A plan is refused before memory is taken or threads are started`() throws {
    let network = try #require(Catalog.entry(named: "mobilenet_v2")).architecture().network
    let options = PlanOptions(
      batch: 1, height: 32, width: 32, purpose: .inference, threads: 4)
    let plan = try ExecutionPlan(network, options)
    let free = try withTree([:]) { ProcessorLimits($0) }
    let unlimited = MemoryLimits(memory: nil, addresses: nil)
    try plan.requireResources(unlimited, free)
    #expect(throws: PlanFailure.memory(needed: plan.totalBytes, available: 1000)) {
      try plan.requireResources(MemoryLimits(memory: 1000, addresses: nil), free)
    }
    #expect(throws: PlanFailure.addresses(needed: plan.addressBytes, left: plan.totalBytes)) {
      try plan.requireResources(MemoryLimits(memory: nil, addresses: plan.totalBytes), free)
    }
    let few = secondVersion.merging([
      "sys/fs/cgroup/user/pids.max": "5", "sys/fs/cgroup/user/pids.current": "3",
    ]) { $1 }
    #expect(throws: PlanFailure.threads(wanted: 4, left: 3)) {
      try plan.requireResources(unlimited, try withTree(few) { ProcessorLimits($0) })
    }
  }

  @Test func `A core that the processor cannot run lacks instructions`() throws {
    let core = try #require(BLASCore.named("bulldozer"))
    let cpuinfo = SystemTree().text("/proc/cpuinfo") ?? ""
    #expect(core.missing.contains("fma4") == !cpuinfo.contains("fma4"))
    #expect(BLASCore.named("Pentium") == nil)
    let haswell = try #require(BLASCore.named("Haswell"))
    #expect(haswell.missing.isEmpty == (cpuinfo.contains("avx2") && cpuinfo.contains(" fma ")))
  }

  @Test(arguments: [
    ("Nehalem", ["sse4_1", "sse4_2"]), ("Penryn", ["sse4_1"]), ("Opteron", ["3dnow"]),
    ("Opteron_SSE3", ["3dnow"]), ("Cooperlake", ["avx512f", "avx512_bf16"]), ("Bobcat", ["sse4a"]),
  ])
  func `A core is refused exactly where the system shows that its instructions are missing`(
    name: String, flags: [String]
  ) throws {
    let words = (SystemTree().text("/proc/cpuinfo") ?? "").split { " \n\t".contains($0) }
    let core = try #require(BLASCore.named(name))
    #expect(core.missing.isEmpty == flags.allSatisfy { words.contains(Substring($0)) })
  }
}

@Suite struct MemoryMeterTests {
  @Test func `The peak counts from what was resident before`() throws {
    let before = [
      "proc/self/status": "VmHWM:  900 kB\nVmRSS:\t 100 kB\n", "proc/self/clear_refs": "",
    ]
    try withTree(before) { tree in
      let meter = MemoryMeter(tree)
      #expect(tree.text("/proc/self/clear_refs") == "5\n")
      try Data("VmHWM:  700 kB\nVmRSS: 300 kB\n".utf8)
        .write(to: URL(filePath: tree.root + "/proc/self/status"))
      #expect(meter.peakGrowth == 600 * 1024)
    }
  }

  @Test func `Without a new peak what is resident counts, and without status nothing`() throws {
    try withTree(["proc/self/status": "VmHWM: 900 kB\nVmRSS: 100 kB\n"]) { tree in
      // A folder cannot be written to, as clear_refs cannot by others than the owner.
      try FileManager.default.createDirectory(
        atPath: tree.root + "/proc/self/clear_refs", withIntermediateDirectories: true)
      let meter = MemoryMeter(tree)
      try Data("VmHWM: 900 kB\nVmRSS: 150 kB\n".utf8)
        .write(to: URL(filePath: tree.root + "/proc/self/status"))
      #expect(meter.peakGrowth == 50 * 1024)
    }
    #expect(try withTree([:]) { MemoryMeter($0).peakGrowth } == nil)
  }
}
