import RLAKernels

/// The memory in which kernels are timed: numbers that mean nothing, taken before the clock runs.
final class TuningMemory {
  /// Values of each region.
  struct Size: Hashable, Sendable {
    var sources: Int
    var results: Int
    var filter: Int
    var scratch: Int

    static let none = Size(sources: 0, results: 0, filter: 0, scratch: 0)

    /// Room for either.
    func union(_ other: Size) -> Size {
      Size(
        sources: max(sources, other.sources), results: max(results, other.results),
        filter: max(filter, other.filter), scratch: max(scratch, other.scratch))
    }

    var bytes: Int { (sources + results + filter + scratch) * MemoryLayout<Float>.stride }
  }

  /// A larger cache holds the filters of most networks from one run to the next.
  private static let mostCache = 64 << 20

  /// The panels of stored filters.
  let panelWidth: Int
  private let size: Size
  private let sourceBuffer: ValueBuffer
  private let resultBuffer: ValueBuffer
  private let filterBuffer: ValueBuffer
  private let scratchBuffer: ValueBuffer
  private var ring: FilterRing

  /// - Parameters:
  ///   - size: What the largest of the trials takes.
  ///   - cache: Bytes of the caches of the last level.
  ///   - room: Bytes that can be taken; nil where nothing limits them.
  ///   - panelWidth: That of stored filters.
  /// - Throws: `ResourceFailure` where the system refuses the memory.
  init(_ size: Size, cache: Int, room: Int?, panelWidth: Int) throws(ResourceFailure) {
    self.size = size
    self.panelWidth = panelWidth
    ring = FilterRing(
      largest: size.filter, between: min(cache, Self.mostCache) / MemoryLayout<Float>.stride,
      most: room.map { size.filter + max(0, $0 - size.bytes) / 2 / MemoryLayout<Float>.stride })
    sourceBuffer = try ValueBuffer(size.sources)
    resultBuffer = try ValueBuffer(size.results)
    filterBuffer = try ValueBuffer(ring.count)
    scratchBuffer = try ValueBuffer(size.scratch)
    sourceBuffer.fill(size.sources)
    filterBuffer.fill(ring.count)
  }

  var sources: Workspace { Workspace(sourceBuffer.base, count: size.sources) }
  var results: Workspace { Workspace(resultBuffer.base, count: size.results) }
  var workspace: Workspace { Workspace(scratchBuffer.base, count: size.scratch) }

  /// A filter that was not read for as long as the memory allows.
  func nextFilter(_ count: Int) -> Filter {
    Filter(filterBuffer.base + ring.next(count), panelWidth: panelWidth)
  }
}

extension ValueBuffer {
  /// Fills it with numbers between -1 and 1: zeros could be faster than other numbers, and very small
  /// ones slower.
  fileprivate func fill(_ count: Int) {
    let values = SyntheticValues("tuning")
    let pattern = min(count, 4096)
    for index in 0..<pattern { base[index] = Float(2 * values.unit(index) - 1) }
    var filled = pattern
    while filled < count {
      let more = min(filled, count - filled)
      (base + filled).update(from: base, count: more)
      filled += more
    }
  }
}
