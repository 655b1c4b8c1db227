extension DiagramBuilder.Sketch {
  /// Puts the longest way through each lane on a straight line, from each tensor that enters it.
  ///
  /// The cell state of an LSTM has a line of its own, so that the line of the state does not turn
  /// into it.
  mutating func standOnSpines(_ flows: [(from: Int, to: Int)]) {
    var graph = LaneGraph(count: boxes.count)
    // Boxes stand in the order of execution; an arrow against it closes a loop between the lanes.
    for (from, to) in flows where from < to && boxes[from].lane == boxes[to].lane {
      graph.connect(from, to)
    }
    for start in graph.starts where cells.contains(start) {
      let path = longestPath(from: start, graph) { cells.contains($0) }
      if path.count >= Self.shortestLine { stand(path, on: "c1") }
    }
    var lines: [Lane: Int] = [:]
    // What an attention keeps of earlier blocks enters beside the features and has a shorter way.
    let terminals = graph.starts.filter { boxes[$0].role == .terminal }
      .map { ($0, longestPath(from: $0, graph) { boxes[$0].spine == nil }.count) }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
    for start in terminals + graph.starts.filter({ boxes[$0].role != .terminal }) {
      let lane = boxes[start].lane
      if boxes[start].spine != nil || lines[lane] != nil && boxes[start].role != .terminal {
        continue
      }
      let path = longestPath(from: start, graph) { boxes[$0].spine == nil }
      // A single box beside a line does not make a line.
      if lines[lane] != nil, path.count < Self.shortestLine { continue }
      lines[lane, default: 0] += 1
      stand(path, on: "\(lane.rawValue)\(lines[lane] ?? 1)")
    }
  }

  private static let shortestLine = 3

  private mutating func stand(_ path: [Int], on line: String) {
    for box in path { boxes[box].spine = line }
  }

  /// The longest way over boxes that `isFree` admits; of equal ones the first.
  private func longestPath(
    from start: Int, _ graph: LaneGraph, over isFree: (Int) -> Bool
  ) -> [Int] {
    var length = [Int](repeating: 0, count: boxes.count)
    var next = [Int?](repeating: nil, count: boxes.count)
    for box in boxes.indices.reversed() where isFree(box) {
      length[box] = 1
      for successor in graph.successors[box].sorted() where isFree(successor) {
        if length[successor] + 1 > length[box] {
          length[box] = length[successor] + 1
          next[box] = successor
        }
      }
    }
    var path = [start]
    while let box = path.last, let successor = next[box] { path.append(successor) }
    return path
  }

  /// Whether one box follows another on the line of both.
  func isNextOnLine(_ from: Int, _ to: Int) -> Bool {
    boxes.following(from) == to
  }
}

/// The boxes of each lane with the arrows between them.
private struct LaneGraph {
  private(set) var successors: [[Int]]
  private var hasPredecessor: [Bool]

  init(count: Int) {
    successors = [[Int]](repeating: [], count: count)
    hasPredecessor = [Bool](repeating: false, count: count)
  }

  mutating func connect(_ from: Int, _ to: Int) {
    successors[from].append(to)
    hasPredecessor[to] = true
  }

  /// The boxes at which a lane begins.
  var starts: [Int] {
    successors.indices.filter { !hasPredecessor[$0] && !successors[$0].isEmpty }
  }
}

extension [DiagramBox] {
  /// The next box on the line of a box; nil at its end and beside all lines.
  func following(_ box: Int) -> Int? {
    guard let spine = self[box].spine else { return nil }
    return indices.first { $0 > box && self[$0].spine == spine }
  }
}

extension DiagramBox {
  func isOnLine(of other: DiagramBox) -> Bool { spine != nil && spine == other.spine }

  /// Whether it stands on the line of the cell state.
  var isOnCellLine: Bool { spine?.hasPrefix("c") == true }
}
