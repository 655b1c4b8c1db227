import RLAArchitectures
import RLANetworks

/// Which boxes of a drawing stand side by side, from the features to the state.
extension DiagramBuilder {
  func ranks(_ sketch: Sketch) -> [[Int]] {
    let ranks =
      switch detail {
      case .stages: stageRows(sketch)
      case .branches: [sketch.incoming, sketch.outgoing] + furtherSources(sketch)
      case .layers:
        layerRows(sketch)
      case .operators, .outline: [sketch.incoming]
      }
    return ranks.filter { $0.count > 1 }
  }

  /// The boxes of each stage.
  private func stageRows(_ sketch: Sketch) -> [[Int]] {
    let boxes = sketch.boxes
    let stages = boxes.indices.filter { !boxes[$0].nodes.isEmpty }
    return Dictionary(grouping: stages) { index.stage(boxes[$0].nodes[0]) }
      .sorted { $0.key < $1.key }
      .map { stage in
        stage.value.filter { boxes[$0].lane == .features }
          + stage.value.filter { boxes[$0].lane == .state }
      }
  }

  /// The further ends of the features, beside the box of the block that the state enters: its arrow
  /// passes above.
  private func furtherSources(_ sketch: Sketch) -> [[Int]] {
    func block(_ box: Int) -> Int? { sketch.boxes[box].nodes.first.flatMap(index.block)?.nodes[0] }
    return sketch.repeatedEnds.sorted().filter { sketch.boxes[$0].lane == .features }
      .compactMap { end in
        let reader = sketch.arrows.first { $0.from == end }?.to
        let feed = sketch.arrows.first { $0.role == .feed && block($0.to) == reader.flatMap(block) }
        return feed.map { [$0.to, end] }
      }
  }

  /// The layers of a block.
  ///
  /// The cell state enters beside its gates, below the features, which end above them.
  private func layerRows(_ sketch: Sketch) -> [[Int]] {
    let gates = gateRows(sketch)
    let hasCell = gates.joined().contains { sketch.boxes[$0].isOnCellLine }
    let incoming = sketch.incoming.filter { !hasCell || !sketch.boxes[$0].isOnCellLine }
    return [incoming] + sketch.besideSources + sketch.besideCells + gates
      + furtherSources(sketch)
  }

  /// The gates that read one box: the one on the line of the state first; where some read the cell
  /// state it is the last, and that of the cell state the first.
  private func gateRows(_ sketch: Sketch) -> [[Int]] {
    let gates = sketch.boxes.indices.filter { number in
      let nodes = sketch.boxes[number].nodes
      return !nodes.isEmpty && nodes.allSatisfy { index.module($0, inRole: .gate) != nil }
    }
    func place(_ gate: Int) -> Int {
      if sketch.boxes[gate].spine != nil { return 0 }
      let readers = sketch.arrows.filter { $0.from == gate }.map { sketch.boxes[$0.to] }
      return readers.contains(where: \.isOnCellLine) ? 2 : 1
    }
    let rows = Dictionary(grouping: gates) { gate in
      sketch.arrows.filter { $0.to == gate }.map(\.from)
    }
    return rows.values.map { $0.sorted { (place($0), $0) < (place($1), $1) } }
      .sorted { $0[0] < $1[0] }
      .flatMap { row in
        let cells = sketch.cells(besideGates: row)
        if !cells.isEmpty { return [cells + sketch.withEnds(row).reversed()] }
        return [sketch.withEnds(row), sketch.readers(ofGates: row)]
      }
  }
}

extension DiagramBuilder.Sketch {
  /// The tensors that enter, without their further ends.
  fileprivate var incoming: [Int] {
    boxes.indices.filter { boxes[$0].id.hasPrefix("in ") && isEnd($0) }
  }

  /// The tensors that leave.
  fileprivate var outgoing: [Int] {
    boxes.indices.filter { boxes[$0].id.hasPrefix("out ") && isEnd($0) }
  }

  private func isEnd(_ box: Int) -> Bool {
    boxes[box].role == .terminal && !repeatedEnds.contains(box)
  }

  /// What follows a box on its line, beside what the box gives to the state.
  fileprivate var besideSources: [[Int]] {
    arrows.filter { $0.role == .source }.compactMap { source in
      guard let next = boxes.following(source.from), !reaches(next, from: source.to),
        !reaches(source.to, from: next)
      else { return nil }
      return [next, source.to]
    }
  }

  /// What reads the cell state for h, beside what it leads to on the line of the state.
  fileprivate var besideCells: [[Int]] {
    arrows.filter { boxes[$0.from].isOnCellLine && boxes[$0.to].spine == nil }.compactMap { arrow in
      readers(of: arrow.to).first { boxes[$0].spine != nil }.map { [arrow.to, $0] }
    }
  }

  /// What brings the cell state, as it enters or pooled, to products with gates.
  fileprivate func cells(besideGates gates: [Int]) -> [Int] {
    let products = Set(gates.flatMap(readers))
    return boxes.indices.filter { box in
      boxes[box].isOnCellLine && !products.isDisjoint(with: readers(of: box))
        && !gates.contains { reaches(box, from: $0) }
    }
  }

  private func readers(of box: Int) -> [Int] { arrows.filter { $0.from == box }.map(\.to) }

  /// A row of gates, each with the further ends of what is multiplied with it.
  fileprivate func withEnds(_ gates: [Int]) -> [Int] {
    gates.flatMap { gate in
      let ends = repeatedEnds.filter { !Set(readers(of: $0)).isDisjoint(with: readers(of: gate)) }
      return [gate] + ends.sorted()
    }
  }

  /// What reads the gates beside the line, right of what reads the gate on it; what returns to the
  /// line first stands next to it.
  fileprivate func readers(ofGates gates: [Int]) -> [Int] {
    guard let gate = gates.first, let next = boxes.following(gate) else { return [] }
    let others = Set(gates.dropFirst().flatMap(readers)).filter {
      !reaches(next, from: $0) && !reaches($0, from: next)
    }
    func goal(_ reader: Int) -> Int { readers(of: reader).min() ?? reader }
    return [next] + others.sorted { (goal($0), $0) < (goal($1), $1) }
  }

  private func reaches(_ goal: Int, from start: Int) -> Bool {
    var seen: Set<Int> = [start]
    var open = [start]
    while let box = open.popLast() {
      for arrow in arrows where arrow.from == box && seen.insert(arrow.to).inserted {
        open.append(arrow.to)
      }
    }
    return seen.contains(goal)
  }
}
