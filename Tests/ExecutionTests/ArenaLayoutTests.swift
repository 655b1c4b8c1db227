import RLAExecution
import TestSupport
import Testing

/// Places of memory, whatever the lifetimes.
@Suite struct ArenaLayoutTests {
  private typealias Request = ArenaLayout.Request

  /// Neighbors in memory that overlap at a moment.
  private func clashes(_ requests: [Request], _ layout: ArenaLayout, at moment: Int) -> Int {
    let places = zip(layout.offsets, requests).filter { _, request in
      request.size > 0 && request.lifetime.contains(moment)
    }.map { $0..<$0 + $1.size }.sorted { $0.lowerBound < $1.lowerBound }
    return zip(places, places.dropFirst()).count { $0.overlaps($1) }
  }

  /// The peak, moment by moment.
  private func peak(_ requests: [Request], alignment: Int) -> Int {
    requests.map(\.lifetime.lowerBound).map { moment in
      requests.reduce(0) { sum, request in
        let size = (request.size + alignment - 1) / alignment * alignment
        return request.lifetime.contains(moment) ? sum + size : sum
      }
    }.max() ?? 0
  }

  @Test(arguments: 0..<200)
  func `Buffers of random lifetimes never overlap, by either heuristic`(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let alignment = [1, 16, 64][seed % 3]
    let longest = Int.random(in: 0...40, using: &generator)
    let requests = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
      let start = Int.random(in: 0...60, using: &generator)
      return Request(
        size: Int.random(in: 0...500, using: &generator),
        lifetime: start...start + Int.random(in: 0...longest, using: &generator))
    }
    let best = ArenaLayout(requests, alignment: alignment)
    let walk = ArenaLayout(requests, alignment: alignment, mostOverlaps: 0)
    let expected = peak(requests, alignment: alignment)
    for layout in [best, walk] {
      for moment in 0...100 { #expect(clashes(requests, layout, at: moment) == 0) }
      #expect(layout.peak == expected && layout.size >= expected)
      #expect(layout.offsets.allSatisfy { $0 % alignment == 0 })
      let tops = zip(layout.offsets, requests).filter { $1.size > 0 }.map { $0 + $1.size }
      let top = tops.max() ?? 0
      #expect(layout.size >= top && layout.size < top + alignment)
    }
    #expect(best.size <= walk.size)
  }

  @Test func `The better of two heuristics is kept`() {
    // The walk puts the small block under the large one and finds no room for the largest.
    let requests = [
      Request(size: 1, lifetime: 0...1), Request(size: 4, lifetime: 1...2),
      Request(size: 5, lifetime: 2...3),
    ]
    #expect(ArenaLayout(requests, alignment: 1, mostOverlaps: 0).size == 10)
    #expect(ArenaLayout(requests, alignment: 1).size == 9)
  }

  @Test(.timeLimit(.minutes(1)))
  func `A chain of 60,000 blocks is planned at once and fits its peak`() {
    let sizes = [4096, 1024, 256]
    let requests =
      (0..<60_000).map { Request(size: sizes[$0 % 3], lifetime: $0...$0 + 1) }
      + [Request(size: 777, lifetime: 0...60_001), Request(size: 999, lifetime: 0...60_001)]
    let layout = ArenaLayout(requests, alignment: 16)
    for moment in stride(from: 0, through: 60_000, by: 1999) {
      #expect(clashes(requests, layout, at: moment) == 0)
    }
    #expect(layout.size >= layout.peak && layout.size <= layout.peak + 1024)
  }

  /// Step i keeps its result until moment 2n − i, uses its own memory meanwhile and, in the backward
  /// pass, a gradient: a third of all is live at moment n.
  @Test(.timeLimit(.minutes(1)))
  func `The nested lifetimes of training are planned at once and fit their peak`() {
    let count = 20_000
    var generator = SeededGenerator(seed: 1)
    let requests = (0..<count).flatMap { step in
      let size = 64 * Int.random(in: 1...40, using: &generator)
      let back = 2 * count - step
      return [
        Request(size: size, lifetime: step...back), Request(size: 1600, lifetime: step...step + 1),
        Request(size: size, lifetime: back - 1...back),
      ]
    }
    let layout = ArenaLayout(requests, alignment: 16)
    for moment in stride(from: 0, through: 2 * count, by: 1999) {
      #expect(clashes(requests, layout, at: moment) == 0)
    }
    #expect(layout.size >= layout.peak && layout.size <= layout.peak + layout.peak / 100)
  }
}
