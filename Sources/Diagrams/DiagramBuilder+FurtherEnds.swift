import RLAArchitectures
import RLANetworks
import RLASymbolic

/// Further ends: a tensor begins once more beside a reader to which no arrow leads without crossing
/// others.
extension DiagramBuilder {
  /// Gives a tensor a further end for each reader that is far from its line.
  ///
  /// The features have their shortcut and the state its way into the branch beside their lines.
  func repeatEnds(_ sketch: inout Sketch, _ flows: inout [Flow: [ValueID]]) {
    let readers = Dictionary(grouping: flows.keys, by: \.from)
    for flow in flows.keys.sorted(by: { $0.order < $1.order }) {
      guard let values = flows[flow], isFar(flow, values[0], sketch, readers) else { continue }
      let further = sketch.boxes.count
      flows[flow] = nil
      flows[Flow(from: further, to: flow.to, kind: flow.kind)] = values
      sketch.boxes.append(furtherEnd(of: sketch.boxes[flow.from], values[0]))
      sketch.repeatedEnds.insert(further)
    }
  }

  private func isFar(
    _ flow: Flow, _ value: ValueID, _ sketch: Sketch, _ readers: [Int: [Flow]]
  ) -> Bool {
    let (start, reader) = (sketch.boxes[flow.from], sketch.boxes[flow.to])
    if start.spine == nil || sketch.isNextOnLine(flow.from, flow.to) { return false }
    if isOfRole(.projection, reader) {
      // The projection stands between the lanes where the state reads it.
      return readers[flow.to]?.contains { sketch.boxes[$0.to].lane == .state } == true
    }
    guard reader.lane == .state else { return false }
    switch detail {
    case .layers: return start.role == .terminal || isOfRole(.statePooling, start)
    case .branches: return passesFeed(value, reader)
    case .operators, .stages, .outline: return false
    }
  }

  private func isOfRole(_ role: Role, _ box: DiagramBox) -> Bool {
    !box.nodes.isEmpty
      && box.nodes.allSatisfy { index.module($0, inRole: role) != nil || index.role($0) == role }
  }

  /// Whether the state reads what enters a block, and on the way to it passes what the state gives to
  /// the block.
  private func passesFeed(_ value: ValueID, _ reader: DiagramBox) -> Bool {
    guard index.lane(ofValue: value) == .features,
      let block = reader.nodes.first.flatMap(index.block)
    else { return false }
    if index.producer(value).map(block.nodes.contains) == true { return false }
    return block.nodes.contains { node in
      index.lanes[node] == .features
        && network.nodes[node].reads.contains { index.lane(ofValue: $0) == .state }
    }
  }

  /// The end of a tensor that enters the drawing again; of one that is made in it, an end that says
  /// where.
  private func furtherEnd(of start: DiagramBox, _ value: ValueID) -> DiagramBox {
    if start.role == .terminal {
      var copy = start
      copy.spine = nil
      return copy
    }
    let usual = terminal([value], isIncoming: true)
    let name = usual.lines[0].text
    let place = index.producer(value).flatMap(index.block).map {
      "\(name) of block \($0.number + 1)"
    }
    let title = isOfRole(.statePooling, start) ? "pooled \(name)" : place ?? name
    return DiagramBox(
      id: "in \(title)", role: .terminal, lane: usual.lane,
      lines: [DiagramLine(title, .title)] + usual.lines.dropFirst(), nodes: [], sharing: [],
      parameters: 0, macs: 0, tooltip: title)
  }
}
