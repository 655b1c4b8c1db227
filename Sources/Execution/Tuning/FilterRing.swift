import RLAKernels

/// The places in a region from which filters are taken in turn, so that caches have lost one before it
/// is read again, as in a network.
package struct FilterRing: Sendable {
  /// Values of the region.
  package let count: Int
  /// Where the next filter begins.
  private var cursor = 0

  /// - Parameters:
  ///   - largest: Values of the largest filter.
  ///   - between: Values that are taken from the beginning of a filter until its place is used again.
  ///   - most: The most values that the region may have, at least `largest`; nil for any number.
  package init(largest: Int, between: Int, most: Int? = nil) {
    precondition(most.map { largest <= $0 } ?? true, "The largest filter has a place.")
    // A filter that does not fit before the end may leave nearly its own size unused.
    let wanted = 2 * MemoryPlanner.alignedFloats(largest) + between
    count = max(largest, min(wanted, most ?? .max))
  }

  /// Where the next filter of so many values begins.
  package mutating func next(_ count: Int) -> Int {
    precondition(count <= self.count, "The filter has a place.")
    if cursor + count > self.count { cursor = 0 }
    defer { cursor += MemoryPlanner.alignedFloats(count) }
    return cursor
  }
}
