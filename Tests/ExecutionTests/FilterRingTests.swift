import RLAExecution
import TestSupport
import Testing

/// The places from which algorithms that are timed take their filters.
@Suite struct FilterRingTests {
  @Test(arguments: [0, 64, 1000, 5000])
  func `A place is used again only after as many values`(between: Int) {
    var random = SeededGenerator(seed: 7)
    let largest = 900
    var ring = FilterRing(largest: largest, between: between)
    var taken: [Range<Int>] = []
    for _ in 0..<500 {
      let count = Int.random(in: 1...largest, using: &random)
      let begin = ring.next(count)
      let place = begin..<begin + count
      #expect(place.upperBound <= ring.count)
      if let last = taken.lastIndex(where: { $0.overlaps(place) }) {
        // The beginnings of filters are multiples of 16.
        let values = taken[last...].reduce(0) { $0 + ($1.count + 15) / 16 * 16 }
        #expect(values >= between)
      }
      taken.append(place)
    }
  }

  @Test func `With little memory the largest filter has a place`() {
    var ring = FilterRing(largest: 100, between: 1000, most: 120)
    #expect(ring.count == 120)
    #expect((0..<3).map { _ in ring.next(100) } == [0, 0, 0])
  }
}
