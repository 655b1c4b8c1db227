/// Places for blocks of memory in one arena, so that those in use at the same time never overlap.
///
/// Finding the smallest arena is NP-hard. Two heuristics are tried and the better result is kept:
/// greedy by size (Pisarchyk and Lee 2020, arXiv 2001.03288) and a walk through time. Where too
/// many pairs of blocks overlap in time to be listed, as in the training of a deep network, only
/// the walk is tried; there, blocks are allocated and freed like a stack, which it packs well.
package struct ArenaLayout: Sendable {
  /// One block of memory.
  package struct Request: Hashable, Sendable {
    /// In any unit that all blocks share.
    package let size: Int
    /// The first and the last moment at which it is in use, both included.
    package let lifetime: ClosedRange<Int>

    package init(size: Int, lifetime: ClosedRange<Int>) {
      precondition(size >= 0, "A block of memory has a size.")
      self.size = size
      self.lifetime = lifetime
    }
  }

  /// The offset of each request, a multiple of the alignment.
  package let offsets: [Int]
  /// The size of the arena.
  package let size: Int
  /// The size in use at the busiest moment, each block rounded up to the alignment; no arena can be
  /// smaller.
  package let peak: Int

  /// - Parameters:
  ///   - requests: The blocks, in any order.
  ///   - alignment: Every block begins at a multiple of this.
  ///   - mostOverlaps: Pairs of blocks in use at the same time beyond which greedy by size is not
  ///     tried; it takes time and memory in proportion to them.
  package init(_ requests: [Request], alignment: Int, mostOverlaps: Int = 1 << 21) {
    precondition(alignment > 0, "An alignment is positive.")
    let blocks = requests.map { request in
      let size = (request.size + alignment - 1) / alignment * alignment
      return ArenaBlock(
        size: size, start: request.lifetime.lowerBound, end: request.lifetime.upperBound)
    }
    let timeline = ArenaTimeline(blocks)
    peak = timeline.peak
    var best = WalkThroughTime(blocks, timeline).placement
    if best.size > timeline.peak, timeline.overlapCount <= mostOverlaps {
      let greedy = GreedyBySize(blocks, Overlaps(blocks, timeline)).placement
      if greedy.size <= best.size { best = greedy }
    }
    offsets = best.offsets
    size = best.size
  }
}

/// A block with its size rounded up.
struct ArenaBlock {
  let size: Int
  let start: Int
  let end: Int
}

/// The result of a heuristic.
struct ArenaPlacement {
  var offsets: [Int]
  var size = 0
}

/// Blocks in the order in which they begin and end.
struct ArenaTimeline {
  /// By start; of those that start together, the largest first.
  let arrivals: [Int]
  /// By end.
  let departures: [Int]
  /// Pairs of blocks in use at the same time.
  private(set) var overlapCount = 0
  private(set) var peak = 0

  init(_ blocks: [ArenaBlock]) {
    arrivals = blocks.indices.sorted {
      let (left, right) = (blocks[$0], blocks[$1])
      return (left.start, right.size, $0) < (right.start, left.size, $1)
    }
    departures = blocks.indices.sorted { blocks[$0].end < blocks[$1].end }
    var (live, used, gone) = (0, 0, 0)
    for index in arrivals {
      let block = blocks[index]
      while blocks[departures[gone]].end < block.start {
        used -= blocks[departures[gone]].size
        live -= 1
        gone += 1
      }
      overlapCount += live
      live += 1
      used += block.size
      peak = max(peak, used)
    }
  }
}
