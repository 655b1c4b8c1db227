import RLANetworks

/// Which parts of a drawing read what others make.
struct UnitGraph: Sendable {
  /// By part, the parts that read what it makes.
  private(set) var successors: [Set<Int>]
  /// By part, the parts that make what it reads.
  private(set) var predecessors: [Set<Int>]

  /// - Parameters:
  ///   - units: The nodes of each part; every node is in one.
  ///   - index: The network.
  init(_ units: [[Int]], _ index: NetworkIndex) {
    var unitOfNode = [Int](repeating: -1, count: index.network.nodes.count)
    for (number, nodes) in units.enumerated() {
      for node in nodes { unitOfNode[node] = number }
    }
    successors = [Set<Int>](repeating: [], count: units.count)
    predecessors = successors
    for (number, nodes) in units.enumerated() {
      for value in nodes.lazy.flatMap({ index.network.nodes[$0].reads }) {
        guard let producer = index.producer(value) else { continue }
        let source = unitOfNode[producer]
        if source >= 0, source != number {
          successors[source].insert(number)
          predecessors[number].insert(source)
        }
      }
    }
  }

  /// Makes one part of two; the second has no arrows any more.
  mutating func merge(_ kept: Int, _ merged: Int) {
    for next in successors[merged] {
      predecessors[next].remove(merged)
      if next != kept {
        predecessors[next].insert(kept)
        successors[kept].insert(next)
      }
    }
    for last in predecessors[merged] {
      successors[last].remove(merged)
      if last != kept {
        successors[last].insert(kept)
        predecessors[kept].insert(last)
      }
    }
    successors[merged] = []
    predecessors[merged] = []
  }

  /// The parts in an order in which they can run, of those that can run the first; parts that wait
  /// for each other, and those that wait for them, are left out.
  var order: [Int] {
    var waiting = predecessors.map(\.count)
    // Descending, so that the next part is the last.
    var ready = Array(waiting.indices.filter { waiting[$0] == 0 }.reversed())
    var order: [Int] = []
    while let unit = ready.popLast() {
      order.append(unit)
      for next in successors[unit] {
        waiting[next] -= 1
        if waiting[next] == 0 { ready.insertDescending(next) }
      }
    }
    return order
  }

  /// Parts that wait for each other, in groups of at least two.
  var loops: [[Int]] {
    var search = LoopSearch(successors)
    return search.loops
  }
}

extension [Int] {
  fileprivate mutating func insertDescending(_ element: Int) {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > element { low = middle + 1 } else { high = middle }
    }
    insert(element, at: low)
  }
}

/// Finds strongly connected parts (Tarjan 1972) with a stack of its own, so that long chains do not
/// exhaust the thread's.
private struct LoopSearch {
  private let successors: [[Int]]
  private var numbers: [Int]
  private var lows: [Int]
  private var isOpen: [Bool]
  private var open: [Int] = []
  private var count = 0
  private var found: [[Int]] = []

  init(_ successors: [Set<Int>]) {
    self.successors = successors.map { $0.sorted() }
    numbers = [Int](repeating: -1, count: successors.count)
    lows = numbers
    isOpen = [Bool](repeating: false, count: successors.count)
  }

  var loops: [[Int]] {
    mutating get {
      for start in successors.indices where numbers[start] < 0 { visit(start) }
      return found
    }
  }

  private mutating func visit(_ start: Int) {
    var path = [(unit: start, next: 0)]
    enter(start)
    while let (unit, next) = path.last {
      if next < successors[unit].count {
        path[path.count - 1].next += 1
        let other = successors[unit][next]
        if numbers[other] < 0 {
          enter(other)
          path.append((other, 0))
        } else if isOpen[other] {
          lows[unit] = min(lows[unit], numbers[other])
        }
      } else {
        path.removeLast()
        if let around = path.last { lows[around.unit] = min(lows[around.unit], lows[unit]) }
        if lows[unit] == numbers[unit] { close(unit) }
      }
    }
  }

  private mutating func enter(_ unit: Int) {
    numbers[unit] = count
    lows[unit] = count
    count += 1
    open.append(unit)
    isOpen[unit] = true
  }

  private mutating func close(_ unit: Int) {
    var loop: [Int] = []
    while let last = open.popLast() {
      isOpen[last] = false
      loop.append(last)
      if last == unit { break }
    }
    if loop.count > 1 { found.append(loop.sorted()) }
  }
}
