import RLAExecution
import RLAKernels
import Testing

/// What AddressSanitizer sees in the arena of a session; builds without it have nothing to see.
@Suite(.enabled(if: MemoryGuard.isWatched)) struct GuardedArenaTests {
  /// Two buffers of 16 numbers with a gap of 16 between them: the first is in use at moment 0, the
  /// other at moments 0 and 1.
  private struct Arena: ~Copyable {
    private let base = UnsafeMutablePointer<Float>.allocate(capacity: 48)
    private var guarded: GuardedArena

    init() {
      base.initialize(repeating: 2, count: 48)
      guarded = GuardedArena(
        base, bytes: 192,
        [
          GuardedArena.Block(0..<64, lifetime: 0...0),
          GuardedArena.Block(128..<192, lifetime: 0...1),
        ])
    }

    deinit {
      guarded.open()
      base.deallocate()
    }

    mutating func begin(moment: Int) { guarded.begin(moment: moment) }

    /// Squares numbers in place, by the loops in C.
    func square(_ places: Range<Int>) throws {
      let map = FeatureMap(
        base + places.lowerBound, batch: 1, height: 1, width: 1, channels: places.count)
      Elementwise.multiply(map, map, to: map, on: try WorkerPool(threads: 1))
    }

    subscript(place: Int) -> Float { base[place] }
  }

  @Test func `Buffers in use are open`() throws {
    var arena = Arena()
    arena.begin(moment: 0)
    try arena.square(0..<16)
    arena.begin(moment: 1)
    try arena.square(32..<48)
    #expect(arena[32] == 4 && arena[47] == 4)
  }

  @Test func `A loop that runs into the gap ends the process`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var arena = Arena()
      arena.begin(moment: 0)
      try arena.square(0..<17)
    }
    try expectPoison(result)
  }

  @Test func `A loop over a buffer that is no longer in use ends the process`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var arena = Arena()
      arena.begin(moment: 0)
      arena.begin(moment: 1)
      try arena.square(0..<16)
    }
    try expectPoison(result)
  }

  private func expectPoison(_ result: ExitTest.Result?) throws {
    let report = try #require(result).standardErrorContent
    #expect(String(decoding: report, as: UTF8.self).contains("use-after-poison"))
  }
}
