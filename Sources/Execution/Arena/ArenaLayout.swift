/// Places for pieces of memory in one arena, so that those in use at the same time never overlap.
///
/// Finding the smallest arena is NP-hard. Where few pieces meet, two heuristics are tried and the
/// better one is kept: greedy by size (Pisarchyk and Lee 2020, arXiv 2001.03288) and a walk through
/// time. Where the meetings are too many to be listed, as in the training of a deep network, the walk
/// is alone: its pieces live and die like a stack, which it packs well.
public struct ArenaLayout: Sendable {
  /// One piece of memory.
  public struct Request: Hashable, Sendable {
    /// In any unit, the same for all pieces.
    public let size: Int
    /// The first and the last moment at which it is in use, both included.
    public let lifetime: ClosedRange<Int>

    public init(size: Int, lifetime: ClosedRange<Int>) {
      precondition(size >= 0, "A piece of memory has a size.")
      self.size = size
      self.lifetime = lifetime
    }
  }

  /// By request, where it begins: a multiple of the alignment.
  public let offsets: [Int]
  /// The size of the arena.
  public let size: Int
  /// What is in use at the busiest moment, each piece rounded up to the alignment; no arena can be
  /// smaller.
  public let peak: Int

  /// - Parameters:
  ///   - requests: The pieces, in any order.
  ///   - alignment: Every piece begins at a multiple of this.
  ///   - mostMeetings: Pairs of pieces in use at the same time beyond which greedy by size is not
  ///     tried; it takes time and memory in proportion to them.
  public init(_ requests: [Request], alignment: Int, mostMeetings: Int = 1 << 21) {
    precondition(alignment > 0, "An alignment is positive.")
    let pieces = requests.map { request in
      let size = (request.size + alignment - 1) / alignment * alignment
      return ArenaPiece(
        size: size, start: request.lifetime.lowerBound, end: request.lifetime.upperBound)
    }
    let timeline = ArenaTimeline(pieces)
    peak = timeline.peak
    var best = WalkThroughTime(pieces, timeline).placement
    if best.size > timeline.peak, timeline.meetingCount <= mostMeetings {
      let greedy = GreedyBySize(pieces, Meetings(pieces, timeline)).placement
      if greedy.size <= best.size { best = greedy }
    }
    offsets = best.offsets
    size = best.size
  }
}

/// A piece with its size rounded up.
struct ArenaPiece {
  let size: Int
  let start: Int
  let end: Int
}

/// What a heuristic finds.
struct ArenaPlacement {
  var offsets: [Int]
  var size = 0
}

/// Pieces in the order in which they come and go.
struct ArenaTimeline {
  /// By start, of those that start together the largest first.
  let arrivals: [Int]
  /// By end.
  let departures: [Int]
  /// Pairs of pieces in use at the same time.
  private(set) var meetingCount = 0
  private(set) var peak = 0

  init(_ pieces: [ArenaPiece]) {
    arrivals = pieces.indices.sorted {
      let (left, right) = (pieces[$0], pieces[$1])
      return (left.start, right.size, $0) < (right.start, left.size, $1)
    }
    departures = pieces.indices.sorted { pieces[$0].end < pieces[$1].end }
    var (live, used, gone) = (0, 0, 0)
    for index in arrivals {
      let piece = pieces[index]
      while pieces[departures[gone]].end < piece.start {
        used -= pieces[departures[gone]].size
        live -= 1
        gone += 1
      }
      meetingCount += live
      live += 1
      used += piece.size
      peak = max(peak, used)
    }
  }
}
