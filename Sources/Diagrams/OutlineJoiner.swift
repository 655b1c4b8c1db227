import RLANetworks

/// Joins parts of an outline with those next to them, so that no two wait for each other.
struct OutlineJoiner {
  private var parts: [OutlinePart]
  private var graph: UnitGraph
  private var isLeft: [Bool]
  /// The parts in an order in which they can run; joining keeps it one.
  private let order: [Int]
  /// By part, its place in that order.
  private let places: [Int]
  private let index: NetworkIndex

  init(_ parts: [OutlinePart], _ index: NetworkIndex) {
    self.parts = parts
    self.index = index
    graph = UnitGraph(parts.map(\.nodes), index)
    isLeft = [Bool](repeating: true, count: parts.count)
    order = graph.order
    var places = [Int](repeating: 0, count: parts.count)
    for (place, number) in order.enumerated() { places[number] = place }
    self.places = places
  }

  /// Joins what costs nothing with what makes its input, else with what reads its result.
  mutating func joinMinorParts() {
    guard parts.contains(where: \.isMain) else { return }
    var isDone = false
    while !isDone {
      isDone = true
      for number in order where isLeft[number] && !parts[number].isMain {
        guard let target = target(of: number) else { continue }
        join(target, number)
        isDone = false
      }
    }
  }

  /// A part that another may join: of two that no third stands between.
  private func target(of number: Int) -> Int? {
    let (before, after) = (graph.predecessors[number], graph.successors[number])
    if after.count == 1, summarizes(number) { return after.first }
    if before.count == 1 { return before.first }
    if after.count == 1 { return after.first }
    // No reader stands before the first of them.
    let first = after.min { places[$0] < places[$1] }
    if before.isEmpty { return first }
    // None of those before reads the last of them.
    let last = before.max { places[$0] < places[$1] }
    if isSum(number) { return nil }
    return [last, first].lazy.compactMap(\.self).first { !parts[$0].isMain && !isSum($0) }
  }

  private func isSum(_ number: Int) -> Bool {
    parts[number].nodes.count == 1 && index.kind(parts[number].nodes[0]) == .addition
  }

  /// Whether it takes means or maxima over a whole map, as the head of a classifier does.
  private func summarizes(_ number: Int) -> Bool {
    parts[number].nodes.contains { node in
      let function = index.network.operator(of: index.network.nodes[node])
      return function is GlobalPooling || function.kind.category == .reduction
    }
  }

  private mutating func join(_ kept: Int, _ joined: Int) {
    graph.merge(kept, joined)
    parts[kept].join(parts[joined])
    isLeft[joined] = false
  }

  /// The parts in the order of execution; where they are more than `limit`, `wanted` rows of
  /// neighbors.
  func parts(atMost limit: Int, else wanted: Int) -> [OutlinePart] {
    let order = order.filter { isLeft[$0] }.map { parts[$0] }
    if order.count <= limit { return order }
    return (0..<wanted).map { row in
      let members = order[row * order.count / wanted..<(row + 1) * order.count / wanted]
      return members.dropFirst().reduce(into: members[members.startIndex]) { $0.join($1) }
    }
  }
}
