import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic

/// The arrows of a drawing.
extension DiagramBuilder {
  func arrows(_ flows: [Flow: [ValueID]], _ boxes: [DiagramBox]) -> [DiagramArrow] {
    var labeled: Set<ValueID> = []
    var shown = Set(boxes.filter { $0.role == .terminal }.map { $0.lines[1].text })
    func isOnLine(_ flow: Flow) -> Bool { boxes[flow.from].isOnLine(of: boxes[flow.to]) }
    let order = flows.keys.sorted { left, right in
      // Arrows along a line come first, so that the shape of a value stands there.
      isOnLine(left) == isOnLine(right) ? left.order < right.order : isOnLine(left)
    }
    var arrows: [DiagramArrow] = []
    for flow in order {
      guard let values = flows[flow]?.sorted() else { continue }
      let role = role(flow, values, boxes)
      let hasEnd = [flow.from, flow.to].contains { boxes[$0].role == .terminal }
      var label = mark(role, besideEnd: hasEnd)
      if role == .features || role == .state, flow.kind != .relay, !hasEnd,
        labeled.isDisjoint(with: values),
        detail.isOverview || changesShape(values[0], boxes[flow.from]),
        isOnLine(flow) || detail != .outline && !shown.contains(shapeLabel(values))
      {
        label = shapeLabel(values)
        shown.insert(shapeLabel(values))
        labeled.formUnion(values)
      }
      arrows.append(
        DiagramArrow(from: flow.from, to: flow.to, role: role, values: values, label: label))
    }
    return arrows.sorted { ($0.from, $0.to, $0.role.rawValue) < ($1.from, $1.to, $1.role.rawValue) }
  }

  /// The letter of what an arrow carries, where it is not told by its ends.
  private func mark(_ role: DiagramArrow.Role, besideEnd hasEnd: Bool) -> String? {
    switch role {
    case .source: "y"
    case .cell where detail == .branches && !hasEnd: "c"
    case .features, .state, .cell, .feed, .size, .proposals: nil
    }
  }

  private func role(
    _ flow: Flow, _ values: [ValueID], _ boxes: [DiagramBox]
  ) -> DiagramArrow.Role {
    if flow.kind == .size { return .size }
    let isOnCellLine = boxes[flow.from].isOnLine(of: boxes[flow.to]) && boxes[flow.to].isOnCellLine
    if flow.kind == .cell || isOnCellLine { return .cell }
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
    let texts = values.map { text(of: shapes[$0]) }
    if texts.count == 1 { return texts[0] }
    if detail == .outline { return "\(texts.count) tensors" }
    return Set(texts).count == 1 ? "\(texts.count) maps \(texts[0])" : "\(texts.count) maps"
  }

  /// From the part that proposes regions to those that read them; no tensor of the graph goes there.
  func proposals(_ boxes: [DiagramBox]) -> [DiagramArrow] {
    let proposing = boxes.firstIndex { $0.nodes.first.map(isProposing) == true }
    guard let proposing else { return [] }
    return boxes.indices.compactMap { number in
      let regions = boxes[number].nodes.lazy.compactMap { node in
        (network.operator(of: network.nodes[node]) as? RoIAlign)?.regions
      }.first
      return regions.map {
        DiagramArrow(
          from: proposing, to: number, role: .proposals, values: [], label: "\($0) regions")
      }
    }
  }

  private func isProposing(_ node: Int) -> Bool {
    PartText.proposing.contains(network.stages[index.stage(node)])
  }
}
