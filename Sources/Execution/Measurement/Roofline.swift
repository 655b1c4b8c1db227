public import RLAKernels

/// What the machine can do at most, measured when asked for: its arithmetic, the products of its
/// linear algebra library, and the streams of its caches and memory.
public struct Roofline: Sendable {
  /// Where data lie.
  public enum MemoryLevel: String, CaseIterable, Sendable {
    case l2 = "L2"
    case l3 = "L3"
    case memory
  }

  /// How fast one level of the memory is, in 10⁹ bytes per second.
  public struct Stream: Sendable {
    public let level: MemoryLevel
    /// The memory that all threads together went through, in bytes.
    public let bytes: Int
    public let read: Double
    /// y = a + s · b, read and written bytes counted.
    public let triad: Double

    package init(_ level: MemoryLevel, bytes: Int, read: Double, triad: Double) {
      self.level = level
      self.bytes = bytes
      self.read = read
      self.triad = triad
    }

    /// The faster of both.
    public var best: Double { max(read, triad) }
  }

  /// What some threads can do together.
  public struct Rates: Sendable {
    public let threads: Int
    /// 10⁹ floating-point operations per second of independent multiply-adds in registers, each
    /// counted as two.
    public let gigaflops: Double
    /// The same of products of square matrices by the library.
    public let productGigaflops: Double
    /// The levels whose sizes are known, the fastest first; memory is the last.
    public let streams: [Stream]

    package init(
      threads: Int, gigaflops: Double, productGigaflops: Double, streams: [Stream]
    ) {
      self.threads = threads
      self.gigaflops = gigaflops
      self.productGigaflops = productGigaflops
      self.streams = streams
    }
  }

  /// The vector instructions of the multiply-adds, the widest of the machine.
  public let vectors: String
  public let caches: CacheSizes
  public let one: Rates
  /// Of all threads that a network runs on.
  public let all: Rates
  /// Whether too little memory was free to leave the caches behind.
  public let isMemoryCached: Bool

  package init(
    vectors: String, caches: CacheSizes, one: Rates, all: Rates, isMemoryCached: Bool = false
  ) {
    self.vectors = vectors
    self.caches = caches
    self.one = one
    self.all = all
    self.isMemoryCached = isMemoryCached
  }

  /// The machine's peak with all threads, in 10⁹ operations per second.
  public var gigaflops: Double { all.gigaflops }

  /// Whether several threads did less than one in something, as only another load explains.
  public var isDisturbed: Bool {
    let streams = zip(one.streams, all.streams)
    let tolerance = 0.9
    return all.gigaflops < one.gigaflops || all.productGigaflops < one.productGigaflops
      || streams.contains { $1.read < tolerance * $0.read || $1.triad < tolerance * $0.triad }
  }

  /// The share of the peak that the library's products reach with all threads.
  public var productShare: Double { all.productGigaflops / all.gigaflops }
}

extension Roofline {
  /// Bytes that a measurement on some threads allocates at once at least; it takes more where there
  /// are.
  package static func leastBytes(threads: Int) -> Int {
    ProductPeak.bytes(threads: threads) + max(WorkingSets.leastMemory, CacheFlush.bytes)
  }

  /// How long each figure is repeated; the best round counts.
  public static let usualTime = Duration.milliseconds(12)
  private static let leastRounds = 3
  /// Several threads should do at least this share of what as many single ones do.
  private static let leastScaling = 0.9
  /// How much longer they are tried while they do less, or less than one where they share what they
  /// use: another load keeps them from running at once.
  private static let patience = 8

  /// Measures everything with one thread and with several.
  ///
  /// - Parameters:
  ///   - threads: How many run at once.
  ///   - isPinned: Whether each has a processor of its own.
  ///   - time: How long each of the 8 figures is repeated for one thread and for all; the whole
  ///     takes about twice as long, since memory has to be taken.
  ///   - clock: The clock that measures.
  /// - Throws: `ResourceFailure` where the system refuses threads or memory.
  public init(
    threads: Int, isPinned: Bool = true, time: Duration = Self.usualTime,
    clock: some Clock<Duration>
  ) throws(ResourceFailure) {
    try self.init(
      threads: threads, isPinned: isPinned, time: time, clock: clock, tree: SystemTree())
  }

  /// `tree` is where the sizes of the caches are read.
  package init(
    threads: Int, isPinned: Bool, time: Duration, clock: some Clock<Duration>, tree: SystemTree
  ) throws(ResourceFailure) {
    let processors = isPinned ? Processors.spread(threads) : nil
    let caches = CacheSizes(tree, processors: processors ?? Processors.ofCaller)
    let meter = Meter(
      caches: caches, time: time, stopwatch: Stopwatch(clock), limits: MemoryLimits(tree))
    let one = try meter.rates(WorkerPool(threads: 1, isPinned: isPinned), beyond: nil)
    let all =
      threads == 1
      ? one : try meter.rates(WorkerPool(threads: threads, isPinned: isPinned), beyond: one)
    self.init(
      vectors: VectorLevel.usable.last ?? VectorLevel.current, caches: caches, one: one, all: all,
      isMemoryCached: meter.workingSets(threads).isMemoryCached)
  }

  /// Repeats work and keeps the best rate.
  private struct Meter {
    let caches: CacheSizes
    let time: Duration
    let stopwatch: Stopwatch
    let limits: MemoryLimits

    func workingSets(_ threads: Int) -> WorkingSets {
      let available = [limits.memory, limits.addresses].compactMap { $0 }.min()
      return WorkingSets(caches, threads: threads, available: available)
    }

    /// `one` is what one thread does, at least which several should do.
    func rates(_ pool: WorkerPool, beyond one: Rates?) throws(ResourceFailure) -> Rates {
      let (arithmetic, product) = (try ArithmeticPeak(pool), try ProductPeak(pool))
      let sets = workingSets(pool.threads)
      var streams: [Stream] = []
      for (level, bytes) in [(MemoryLevel.l2, sets.l2), (.l3, sets.l3), (.memory, sets.memory)] {
        guard let bytes else { continue }
        let stream = try MemoryStream(bytes: bytes, pool)
        let least = one?.streams.first { $0.level == level }
        streams.append(
          Stream(
            level, bytes: bytes, read: best(least?.read, stream.read),
            triad: best(least?.triad, stream.triad)))
      }
      // Cores do not share their arithmetic, and no product is faster than the peak.
      let scale = Roofline.leastScaling * Double(pool.threads)
      let products = best(one.map { scale * $0.productGigaflops }, product.run)
      let peak = best(max(products, scale * (one?.gigaflops ?? 0)), arithmetic.run)
      return Rates(
        threads: pool.threads, gigaflops: peak, productGigaflops: products, streams: streams)
    }

    /// 10⁹ of what a round of work counts, per second; more rounds where it is less than `least`.
    private func best(_ least: Double?, _ work: () -> Int) -> Double {
      var (best, rounds) = (0.0, 0)
      let begin = stopwatch.elapsed
      repeat {
        var amount = 0
        let time = stopwatch.time { amount = work() }
        if time > .zero { best = max(best, Double(amount) / time.seconds * 1e-9) }
        rounds += 1
      } while rounds < Roofline.leastRounds
        || stopwatch.elapsed - begin < (best < least ?? 0 ? time * Roofline.patience : time)
      return best
    }
  }
}

extension Roofline {
  /// What a kernel cannot be faster than.
  public enum Bound: Hashable, Sendable {
    case compute
    case stream(MemoryLevel)
  }

  /// The innermost level that holds what a run touches, from which it is read again in the next run;
  /// memory where the caches are flushed.
  public func level(touching bytes: Int, isCold: Bool) -> MemoryLevel {
    if isCold { return .memory }
    return all.streams.first { $0.level != .memory && bytes <= 2 * $0.bytes }?.level ?? .memory
  }

  /// What bounds a kernel whose data lie in a level.
  public func bound(operations: Double, bytes: Double, in level: MemoryLevel) -> Bound {
    operations / gigaflops >= bytes / bandwidth(level) ? .compute : .stream(level)
  }

  /// The least time for the operations and bytes.
  public func predicted(operations: Double, bytes: Double, in level: MemoryLevel) -> Duration {
    .seconds(max(operations / gigaflops, bytes / bandwidth(level)) * 1e-9)
  }

  private func bandwidth(_ level: MemoryLevel) -> Double {
    (all.streams.first { $0.level == level } ?? all.streams.last)?.best ?? .infinity
  }
}
