extension DiagramBuilder.Sketch {
  /// Puts the longest way through each lane on a straight line, from each tensor that enters it.
  mutating func standOnSpines(_ flows: [(from: Int, to: Int)]) {
    var successors = [[Int]](repeating: [], count: boxes.count)
    var hasPredecessor = [Bool](repeating: false, count: boxes.count)
    // Boxes stand in the order of execution; an arrow against it closes a loop between the lanes.
    for (from, to) in flows where from < to && boxes[from].lane == boxes[to].lane {
      successors[from].append(to)
      hasPredecessor[to] = true
    }
    let starts = boxes.indices.filter { !hasPredecessor[$0] && !successors[$0].isEmpty }
    let ordered =
      starts.filter { boxes[$0].role == .terminal }
      + starts.filter {
        boxes[$0].role != .terminal
      }
    var lines: [Lane: Int] = [:]
    for start in ordered {
      let lane = boxes[start].lane
      if lines[lane] != nil, boxes[start].role != .terminal { continue }
      let path = longestPath(from: start, successors)
      // A single box beside a line does not make a line.
      if lines[lane] != nil, path.count < 3 { continue }
      lines[lane, default: 0] += 1
      for box in path { boxes[box].spine = "\(lane.rawValue)\(lines[lane] ?? 1)" }
    }
  }

  /// The longest way over boxes that stand on no line yet; of equal ones the first.
  private func longestPath(from start: Int, _ successors: [[Int]]) -> [Int] {
    var length = [Int](repeating: 0, count: boxes.count)
    var next = [Int?](repeating: nil, count: boxes.count)
    for box in boxes.indices.reversed() where boxes[box].spine == nil {
      length[box] = 1
      for successor in successors[box].sorted() where boxes[successor].spine == nil {
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
}
