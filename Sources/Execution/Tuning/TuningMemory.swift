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

    /// Values of the region from which filters are taken in turn, so that no cache holds the next
    /// one, as in a network: several times the largest, or more than caches hold.
    fileprivate var filters: Int { max(filter, min(8 * filter, 12 << 20)) }

    var bytes: Int { (sources + results + filters + scratch) * MemoryLayout<Float>.stride }
  }

  /// The panels of stored filters.
  let panelWidth: Int
  private let size: Size
  private let sourceBuffer: ValueBuffer
  private let resultBuffer: ValueBuffer
  private let filterBuffer: ValueBuffer
  private let scratchBuffer: ValueBuffer
  /// Where the next filter begins.
  private var cursor = 0

  /// - Throws: `ResourceFailure` where the system refuses the memory.
  init(_ size: Size, panelWidth: Int) throws(ResourceFailure) {
    self.size = size
    self.panelWidth = panelWidth
    sourceBuffer = try ValueBuffer(size.sources)
    resultBuffer = try ValueBuffer(size.results)
    filterBuffer = try ValueBuffer(size.filters)
    scratchBuffer = try ValueBuffer(size.scratch)
    sourceBuffer.fill(size.sources)
    filterBuffer.fill(size.filters)
  }

  var sources: Workspace { Workspace(sourceBuffer.base, count: size.sources) }
  var results: Workspace { Workspace(resultBuffer.base, count: size.results) }
  var workspace: Workspace { Workspace(scratchBuffer.base, count: size.scratch) }

  /// A filter that was not read for as long as the memory allows.
  func nextFilter(_ count: Int) -> Filter {
    if cursor + count > size.filters { cursor = 0 }
    defer { cursor += MemoryPlanner.alignedFloats(count) }
    return Filter(filterBuffer.base + cursor, panelWidth: panelWidth)
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
