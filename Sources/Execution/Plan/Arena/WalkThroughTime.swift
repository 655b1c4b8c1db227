/// Places blocks in the order of time, each in the smallest hole that is large enough; a block that
/// ends becomes a hole again.
struct WalkThroughTime {
  let placement: ArenaPlacement

  init(_ blocks: [ArenaBlock], _ timeline: ArenaTimeline) {
    var offsets = [Int](repeating: 0, count: blocks.count)
    var holes = Holes()
    var gone = 0
    for index in timeline.arrivals where blocks[index].size > 0 {
      while blocks[timeline.departures[gone]].end < blocks[index].start {
        let old = timeline.departures[gone]
        holes.release(offsets[old], size: blocks[old].size)
        gone += 1
      }
      offsets[index] = holes.take(blocks[index].size)
    }
    placement = ArenaPlacement(offsets: offsets, size: holes.top)
  }
}

/// The free places of an arena that grows at its top.
private struct Holes {
  /// The end of all memory used so far.
  private(set) var top = 0
  /// Smallest first.
  ///
  /// There are few compared to blocks, so insertion into an array is cheap.
  private var sorted: [Hole] = []
  private var sizes: [Int: Int] = [:]
  /// The beginning of each hole, by its end.
  private var begins: [Int: Int] = [:]

  private struct Hole: Comparable {
    let size: Int
    let begin: Int

    static func < (left: Hole, right: Hole) -> Bool {
      left.size < right.size || left.size == right.size && left.begin < right.begin
    }
  }

  /// Takes the smallest hole that is large enough, the lowest of equal ones.
  mutating func take(_ size: Int) -> Int {
    let position = position(of: Hole(size: size, begin: 0))
    if position < sorted.count {
      let hole = sorted[position]
      remove(hole)
      insert(Hole(size: hole.size - size, begin: hole.begin + size))
      return hole.begin
    }
    let begin = begins[top] ?? top
    if begin < top { remove(Hole(size: top - begin, begin: begin)) }
    top = begin + size
    return begin
  }

  /// Turns a place into a hole, merged with adjacent holes.
  mutating func release(_ place: Int, size: Int) {
    if size == 0 { return }
    var (begin, end) = (place, place + size)
    if let before = begins[begin] {
      remove(Hole(size: begin - before, begin: before))
      begin = before
    }
    if let after = sizes[end] {
      remove(Hole(size: after, begin: end))
      end += after
    }
    insert(Hole(size: end - begin, begin: begin))
  }

  private mutating func insert(_ hole: Hole) {
    if hole.size == 0 { return }
    sorted.insert(hole, at: position(of: hole))
    sizes[hole.begin] = hole.size
    begins[hole.begin + hole.size] = hole.begin
  }

  private mutating func remove(_ hole: Hole) {
    sorted.remove(at: position(of: hole))
    sizes[hole.begin] = nil
    begins[hole.begin + hole.size] = nil
  }

  /// The number of holes that are smaller.
  private func position(of hole: Hole) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < hole { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
