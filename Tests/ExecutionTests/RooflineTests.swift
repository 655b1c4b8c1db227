import RLAExecution
import RLAKernels
import TestSupport
import Testing

/// Caches as Linux shows them, and what is measured of a machine.
@Suite struct RooflineTests {
  private static func cache(
    _ processor: Int, _ index: Int, level: Int, size: String, shared: String,
    type: String = "Unified"
  ) -> [String: String] {
    let folder = "sys/devices/system/cpu/cpu\(processor)/cache/index\(index)"
    return [
      "\(folder)/level": "\(level)\n", "\(folder)/size": "\(size)\n",
      "\(folder)/type": "\(type)\n", "\(folder)/shared_cpu_list": "\(shared)\n",
    ]
  }

  /// Four processors on two cores, which share an L3 cache.
  private static let tree = (0..<4).reduce(into: [String: String]()) { files, processor in
    let core = processor < 2 ? "0-1" : "2-3"
    let caches = [
      cache(processor, 0, level: 1, size: "32K", shared: core, type: "Data"),
      cache(processor, 1, level: 1, size: "64K", shared: core, type: "Instruction"),
      cache(processor, 2, level: 2, size: "512K", shared: core),
      cache(processor, 3, level: 3, size: "8M", shared: "0-3"),
    ]
    for cache in caches { files.merge(cache) { $1 } }
  }

  @Test func `Caches are those of the processors in use, with how many share them`() throws {
    let all = try withTree(Self.tree) { CacheSizes($0, processors: [0, 1, 2, 3]) }
    #expect(
      all
        == CacheSizes(
          l2: 512 << 10, l3: 8 << 20, l2Sharers: 2, l3Sharers: 4, last: 8 << 20, source: .files))
    let spread = try withTree(Self.tree) { CacheSizes($0, processors: [0, 2]) }
    #expect(spread.l2Sharers == 1 && spread.l3Sharers == 2)
  }

  @Test func `Two caches of the last level count both`() throws {
    let files = Self.tree.merging(Self.cache(9, 3, level: 3, size: "8M", shared: "9")) { $1 }
    #expect(try withTree(files) { CacheSizes($0, processors: [0, 9]) }.last == 16 << 20)
  }

  @Test func `Sizes that cannot be read come from the C library, or are unknown`() throws {
    let asked = try withTree([:]) { CacheSizes($0, processors: [0, 1]) { $0 == 2 ? 100 : 900 } }
    #expect(asked.l2 == 100 && asked.l3 == 900 && asked.l3Sharers == 2 && asked.source == .library)
    let none = try withTree([:]) { CacheSizes($0, processors: [0]) { _ in nil } }
    #expect(none.l2 == nil && none.l3 == nil && none.source == .none)
    for size in ["", "K", "-4K", "9999999999999999999G", "9223372036854775807G", "0K"] {
      let broken = Self.cache(0, 2, level: 2, size: size, shared: "0")
      let caches = try withTree(broken) { CacheSizes($0, processors: [0]) { _ in nil } }
      #expect(caches.source == .none, "\(size)")
    }
  }

  @Test func `Working sets fit into their level, beyond the one before, and into free memory`() {
    let caches = CacheSizes(
      l2: 1 << 20, l3: 32 << 20, l2Sharers: 1, l3Sharers: 2, last: 32 << 20, source: .files)
    let two = WorkingSets(caches, threads: 2, available: nil)
    #expect(two.l2 == 1 << 20 && two.l3 == 16 << 20 && two.memory == 128 << 20)
    #expect(!two.isMemoryCached)
    #expect(WorkingSets(caches, threads: 1, available: nil).l2 == 512 << 10)
    let tight = WorkingSets(caches, threads: 2, available: 64 << 20)
    #expect(tight.memory == 32 << 20 && tight.isMemoryCached)
    // An L3 cache that is hardly larger than twice L2 cannot be told from it.
    let small = CacheSizes(
      l2: 1 << 20, l3: 1 << 20, l2Sharers: 1, l3Sharers: 1, last: 1 << 20, source: .files)
    #expect(WorkingSets(small, threads: 1, available: nil).l3 == nil)
    let unknown = CacheSizes(
      l2: nil, l3: nil, l2Sharers: 1, l3Sharers: 1, last: 0, source: .none)
    let sets = WorkingSets(unknown, threads: 4, available: nil)
    #expect(sets.l2 == nil && sets.l3 == nil && sets.memory == 64 << 20)
  }

  @Test func `A machine without cache files is measured all the same`() throws {
    let roofline = try withTree([:]) {
      try Roofline(threads: 1, isPinned: false, time: .zero, clock: Ticks(), tree: $0)
    }
    #expect(roofline.caches.source != .files)
    #expect(roofline.all.streams.last?.level == .memory)
    #expect(roofline.gigaflops > 0 && roofline.all.productGigaflops > 0)
    // By a clock that ticks once in each round the best round is the whole work in a millisecond.
    #expect(roofline.all.streams.allSatisfy { $0.read > 0 && $0.triad > 0 })
  }

  private let roofline = Roofline(
    vectors: "AVX2",
    caches: CacheSizes(
      l2: 1 << 20, l3: 8 << 20, l2Sharers: 1, l3Sharers: 1, last: 8 << 20, source: .files),
    one: Roofline.Rates(threads: 1, gigaflops: 100, productGigaflops: 50, streams: []),
    all: Roofline.Rates(
      threads: 1, gigaflops: 100, productGigaflops: 50,
      streams: [
        Roofline.Stream(.l2, bytes: 1 << 19, read: 80, triad: 60),
        Roofline.Stream(.l3, bytes: 4 << 20, read: 40, triad: 30),
        Roofline.Stream(.memory, bytes: 64 << 20, read: 10, triad: 20),
      ]))

  @Test func `Several threads that do less than one were disturbed`() {
    func disturbed(_ gigaflops: Double, _ read: Double) -> Bool {
      func rates(_ threads: Int, _ gigaflops: Double, _ read: Double) -> Roofline.Rates {
        Roofline.Rates(
          threads: threads, gigaflops: gigaflops, productGigaflops: gigaflops,
          streams: [Roofline.Stream(.memory, bytes: 1 << 20, read: read, triad: 10)])
      }
      return Roofline(
        vectors: "AVX2", caches: roofline.caches, one: rates(1, 100, 10),
        all: rates(2, gigaflops, read)
      ).isDisturbed
    }
    #expect(!disturbed(190, 18) && !disturbed(190, 9.5))
    #expect(disturbed(80, 18) && disturbed(190, 5))
  }

  @Test func `What a run touches lies in the innermost level that holds it`() {
    #expect(roofline.level(touching: 1 << 20, isCold: false) == .l2)
    #expect(roofline.level(touching: 1 << 21, isCold: false) == .l3)
    #expect(roofline.level(touching: 1 << 24, isCold: false) == .memory)
    #expect(roofline.level(touching: 1, isCold: true) == .memory)
  }

  @Test func `The slower of arithmetic and stream bounds a kernel`() {
    // 10⁹ operations take 10 ms; 10⁹ bytes 50 ms from memory and 12.5 ms from L2.
    #expect(roofline.bound(operations: 1e9, bytes: 1e9, in: .memory) == .stream(.memory))
    #expect(roofline.bound(operations: 1e9, bytes: 1e8, in: .memory) == .compute)
    let memory = roofline.predicted(operations: 1e9, bytes: 1e9, in: .memory)
    #expect(abs(memory.milliseconds - 50) < 1e-9)
    let cached = roofline.predicted(operations: 1e9, bytes: 1e9, in: .l2)
    #expect(abs(cached.milliseconds - 12.5) < 1e-9)
    #expect(roofline.productShare == 0.5)
  }
}
