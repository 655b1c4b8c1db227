/// Places the largest blocks first, each at the lowest offset that is free during its lifetime.
struct GreedyBySize {
  let placement: ArenaPlacement

  /// The range that a placed block occupies.
  private struct Span: Comparable {
    let begin: Int
    let end: Int

    static func < (left: Span, right: Span) -> Bool { left.begin < right.begin }
  }

  init(_ blocks: [ArenaBlock], _ overlaps: Overlaps) {
    var result = ArenaPlacement(offsets: Array(repeating: 0, count: blocks.count))
    var isPlaced = [Bool](repeating: false, count: blocks.count)
    let order = blocks.indices.sorted { (blocks[$1].size, $0) < (blocks[$0].size, $1) }
    for index in order {
      var taken: [Span] = []
      for other in overlaps.of(index) where isPlaced[other] {
        let begin = result.offsets[other]
        taken.append(Span(begin: begin, end: begin + blocks[other].size))
      }
      let offset = Self.lowestGap(blocks[index].size, between: taken.sorted())
      result.offsets[index] = offset
      result.size = max(result.size, offset + blocks[index].size)
      isPlaced[index] = true
    }
    placement = result
  }

  private static func lowestGap(_ size: Int, between taken: [Span]) -> Int {
    var candidate = 0
    for span in taken {
      if span.begin >= candidate + size { break }
      candidate = max(candidate, span.end)
    }
    return candidate
  }
}

/// By block, the blocks that are in use at the same time.
struct Overlaps {
  private var others: [Int]
  /// By block, where its part of `others` begins; one more for the end.
  private let firsts: [Int]

  init(_ blocks: [ArenaBlock], _ timeline: ArenaTimeline) {
    var counts = [Int](repeating: 0, count: blocks.count + 1)
    Self.forEachPair(blocks, timeline) { left, right in
      counts[left + 1] += 1
      counts[right + 1] += 1
    }
    for index in blocks.indices { counts[index + 1] += counts[index] }
    var others = [Int](repeating: 0, count: 2 * timeline.overlapCount)
    var next = counts
    Self.forEachPair(blocks, timeline) { left, right in
      others[next[left]] = right
      others[next[right]] = left
      next[left] += 1
      next[right] += 1
    }
    self.others = others
    firsts = counts
  }

  func of(_ block: Int) -> ArraySlice<Int> { others[firsts[block]..<firsts[block + 1]] }

  /// Visits every pair once, when the later of the two begins.
  private static func forEachPair(
    _ blocks: [ArenaBlock], _ timeline: ArenaTimeline, _ visit: (Int, Int) -> Void
  ) {
    var live: [Int] = []
    for index in timeline.arrivals {
      live.removeAll { blocks[$0].end < blocks[index].start }
      for other in live { visit(other, index) }
      live.append(index)
    }
  }
}
