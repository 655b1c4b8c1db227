import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic

/// Turns a partition of a part of a network into boxes and arrows.
struct DiagramBuilder {
  let shapes: InferredShapes
  let index: NetworkIndex
  let sizes: SizeText
  /// How tensors that enter and leave the part are called.
  let terminals: Terminals

  /// The names of the tensors at the border of a drawing.
  struct Terminals: Sendable {
    let incoming: @Sendable (Lane, _ isCell: Bool) -> String
    let outgoing: @Sendable (Lane, _ isCell: Bool) -> String
  }

  var network: Network { index.network }

  /// Boxes and arrows before they are given lines to stand on.
  struct Sketch {
    var boxes: [DiagramBox] = []
    var arrows: [DiagramArrow] = []
  }

  /// Draws `groups`; `box` says what stands in a box.
  func sketch(
    _ groups: [[Int]], labelsAllShapes: Bool, box: ([Int]) -> DiagramBox
  ) -> Sketch {
    var sketch = Sketch()
    var boxOfValue: [ValueID: Int] = [:]
    let region = Set(groups.joined())
    for value in incomingValues(region) {
      boxOfValue[value] = sketch.boxes.count
      sketch.boxes.append(terminal([value], isIncoming: true))
    }
    let firstGroup = sketch.boxes.count
    for group in groups {
      for value in group.flatMap({ network.nodes[$0].outputs }) {
        boxOfValue[value] = sketch.boxes.count
      }
      sketch.boxes.append(box(group))
    }
    var flows: [Flow: [ValueID]] = [:]
    for (number, group) in groups.enumerated() {
      for node in group {
        for value in network.nodes[node].reads {
          guard let from = boxOfValue[value], from != firstGroup + number else { continue }
          let flow = Flow(from: from, to: firstGroup + number, isSize: isSize(node))
          if flows[flow]?.contains(value) != true { flows[flow, default: []].append(value) }
        }
      }
    }
    let outgoing = outgoingValues(region)
    // An overview has one end for all that leaves a stage.
    let ends = labelsAllShapes ? outgoing.grouped { boxOfValue[$0] } : outgoing.map { [$0] }
    for values in ends {
      guard let from = boxOfValue[values[0]] else { continue }
      flows[Flow(from: from, to: sketch.boxes.count, isSize: false)] = values
      sketch.boxes.append(terminal(values, isIncoming: false))
    }
    sketch.boxes = Self.withUniqueIDs(sketch.boxes)
    sketch.standOnSpines(flows.keys.filter { !$0.isSize }.map { ($0.from, $0.to) })
    sketch.arrows = arrows(flows, sketch.boxes, labelsAllShapes: labelsAllShapes)
    return sketch
  }

  private struct Flow: Hashable {
    let from: Int
    let to: Int
    let isSize: Bool
  }

  private func isSize(_ node: Int) -> Bool { index.kind(node) == ZeroState.kind }

  // MARK: - Terminals

  private func incomingValues(_ region: Set<Int>) -> [ValueID] {
    let read = Set(region.flatMap { network.nodes[$0].reads })
    let incoming = read.filter { index.producer($0).map(region.contains) != true }
    return incoming.sorted { terminalOrder($0) < terminalOrder($1) }
  }

  private func outgoingValues(_ region: Set<Int>) -> [ValueID] {
    region.flatMap { network.nodes[$0].outputs }
      .filter { value in
        index.isOutput(value) || index.readers[value].contains { !region.contains($0) }
      }
      .sorted { terminalOrder($0) < terminalOrder($1) }
  }

  /// Features first, then h, then the cell state.
  private func terminalOrder(_ value: ValueID) -> (Int, Int, ValueID) {
    (index.lane(ofValue: value) == .features ? 0 : 1, isCell(value) ? 1 : 0, value)
  }

  /// Whether a value is the cell state of an LSTM.
  private func isCell(_ value: ValueID) -> Bool {
    index.producer(value).map { index.module($0, inRole: .cellState) != nil } ?? false
  }

  private func isImage(_ value: ValueID) -> Bool { index.producer(value) == nil }

  /// Shapes that an end lists; more are counted.
  private static let longestShapeList = 2

  private func terminal(_ values: [ValueID], isIncoming: Bool) -> DiagramBox {
    let lane = index.lane(ofValue: values[0])
    let isCell = isCell(values[0])
    let name =
      isImage(values[0])
      ? "image" : isIncoming ? terminals.incoming(lane, isCell) : terminals.outgoing(lane, isCell)
    let texts = values.map { sizes.shape(shapes[$0]) }
    let isShort = texts.count <= Self.longestShapeList
    let lines = isShort ? texts : ["\(texts.count) tensors"]
    return DiagramBox(
      id: (isIncoming ? "in " : "out ") + name, role: .terminal, lane: lane,
      lines: [DiagramLine(name, .title)] + lines.map { DiagramLine($0, .detail) }, nodes: [],
      sharing: [], parameters: 0, macs: 0,
      tooltip: "\(name): \(texts.joined(separator: ", "))")
  }

  // MARK: - Arrows

  private func arrows(
    _ flows: [Flow: [ValueID]], _ boxes: [DiagramBox], labelsAllShapes: Bool
  ) -> [DiagramArrow] {
    var labeled: Set<ValueID> = []
    var shown = Set(boxes.filter { $0.role == .terminal }.map { $0.lines[1].text })
    func isOnLine(_ flow: Flow) -> Bool {
      boxes[flow.from].spine != nil && boxes[flow.from].spine == boxes[flow.to].spine
    }
    let order = flows.keys.sorted { left, right in
      // Arrows along a line come first, so that the shape of a value stands there.
      if isOnLine(left) != isOnLine(right) { return isOnLine(left) }
      return (left.from, left.to, left.isSize ? 1 : 0) < (
        right.from, right.to, right.isSize ? 1 : 0
      )
    }
    var arrows: [DiagramArrow] = []
    for flow in order {
      guard let values = flows[flow]?.sorted() else { continue }
      let role = role(flow, values, boxes)
      var label = role == .source ? "y" : nil
      if role == .features || role == .state, boxes[flow.to].role != .terminal,
        boxes[flow.from].role != .terminal, labeled.isDisjoint(with: values),
        labelsAllShapes || changesShape(values[0], boxes[flow.from]),
        isOnLine(flow) || !shown.contains(shapeLabel(values))
      {
        label = shapeLabel(values)
        shown.insert(shapeLabel(values))
        labeled.formUnion(values)
      }
      arrows.append(
        DiagramArrow(from: flow.from, to: flow.to, role: role, values: values, label: label))
    }
    return arrows.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
  }

  private func role(
    _ flow: Flow, _ values: [ValueID], _ boxes: [DiagramBox]
  ) -> DiagramArrow.Role {
    if flow.isSize { return .size }
    switch (index.lane(ofValue: values[0]), boxes[flow.to].lane) {
    case (.features, .features): return .features
    case (.state, .state): return .state
    case (.state, .features): return .feed
    case (.features, .state): return .source
    }
  }

  /// Whether a box makes a tensor of another shape than those that enter it on the same lane.
  private func changesShape(_ value: ValueID, _ box: DiagramBox) -> Bool {
    if box.role == .terminal { return false }
    let members = Set(box.nodes)
    let entering = box.nodes.flatMap { network.nodes[$0].reads }
      .filter { index.producer($0).map(members.contains) != true }
      .filter { index.lane(ofValue: $0) == index.lane(ofValue: value) }
    return !entering.contains { shapes[$0] == shapes[value] }
  }

  private func shapeLabel(_ values: [ValueID]) -> String {
    let texts = values.map { sizes.shape(shapes[$0]) }
    if texts.count == 1 { return texts[0] }
    return Set(texts).count == 1 ? "\(texts.count) maps \(texts[0])" : "\(texts.count) maps"
  }

  /// Characters of a path in an id, so that a number after it is not cut off.
  private static let longestPath = 150

  private static func withUniqueIDs(_ boxes: [DiagramBox]) -> [DiagramBox] {
    var taken: Set<String> = []
    var counts: [String: Int] = [:]
    return boxes.map { box in
      let path = DotText.printable(box.id, limit: longestPath)
      var id = path
      while !taken.insert(id).inserted {
        counts[path, default: 1] += 1
        id = "\(path) (\(counts[path, default: 1]))"
      }
      return id == box.id ? box : box.renamed(id)
    }
  }
}

extension DiagramBox {
  func renamed(_ id: String) -> DiagramBox {
    DiagramBox(
      id: id, role: role, lane: lane, lines: lines, nodes: nodes, sharing: sharing,
      parameters: parameters, macs: macs, spine: spine, heat: heat, tooltip: tooltip)
  }
}

extension Array where Element == ValueID {
  /// The values with equal keys together, in the order of their first.
  fileprivate func grouped(by key: (ValueID) -> Int?) -> [[ValueID]] {
    var order: [Int?] = []
    var groups: [Int?: [ValueID]] = [:]
    for value in self {
      if groups[key(value)] == nil { order.append(key(value)) }
      groups[key(value), default: []].append(value)
    }
    return order.compactMap { groups[$0] }
  }
}
