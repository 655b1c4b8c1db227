import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic

/// Turns a partition of a part of a network into boxes and arrows.
struct DiagramBuilder {
  let shapes: InferredShapes
  let index: NetworkIndex
  let sizes: SizeText
  let detail: Detail
  /// How tensors that enter and leave the part are called.
  let terminals: Terminals
  /// Blocks of which one is drawn for all; nil where every block is drawn.
  var fold: BlockFold?
  /// The modules of a network without stages; the boxes where they are parts of an outline.
  var outline: (tree: PathTree, parts: [OutlinePart])?
  let costs: NodeCosts

  /// The names of the tensors at the border of a drawing.
  struct Terminals: Sendable {
    let incoming: @Sendable (Lane, _ isCell: Bool) -> String
    let outgoing: @Sendable (Lane, _ isCell: Bool) -> String
  }

  /// Values that go from one box to another as one arrow.
  struct Flow: Hashable {
    enum Kind: Int {
      case values
      /// The cell state of an LSTM.
      case cell
      /// Only the size is read, to make zeros.
      case size
      /// What one box reads as the one before it does.
      case relay
    }

    var from: Int
    let to: Int
    let kind: Kind

    var order: (Int, Int, Int) { (from, to, kind.rawValue) }
  }

  var network: Network { index.network }

  /// Boxes and arrows before they are given lines to stand on.
  struct Sketch {
    var boxes: [DiagramBox] = []
    var arrows: [DiagramArrow] = []
    /// The boxes that make or hold the cell state.
    var cells: Set<Int> = []
    /// Further ends of tensors that enter, each beside its reader.
    var repeatedEnds: Set<Int> = []
    /// What hands on what it reads: `concat`, the name of an attention; empty where nothing does.
    var relays: Set<String> = []
  }

  /// Draws `groups` as boxes with the values between them.
  func sketch(_ groups: [[Int]]) -> Sketch {
    var sketch = Sketch()
    let region = Set(groups.joined())
    var boxOfValue: [ValueID: Int] = [:]
    for value in incomingValues(region) {
      boxOfValue[value] = sketch.boxes.count
      if isCell(value) { sketch.cells.insert(sketch.boxes.count) }
      sketch.boxes.append(terminal([value], isIncoming: true))
    }
    let firstGroup = sketch.boxes.count
    for group in groups {
      for value in group.flatMap({ network.nodes[$0].outputs }) {
        boxOfValue[value] = sketch.boxes.count
      }
      if group.allSatisfy({ index.module($0, inRole: .cellState) != nil }) {
        sketch.cells.insert(sketch.boxes.count)
      }
      sketch.boxes.append(box(of: group))
    }
    var flows = innerFlows(groups, firstGroup: firstGroup, boxOfValue)
    if detail == .branches || detail == .operators { relay(&flows, &sketch) }
    for values in ends(outgoingValues(region), boxOfValue) {
      guard let from = boxOfValue[values[0]] else { continue }
      let isCell = isCell(values[0])
      if isCell { sketch.cells.insert(sketch.boxes.count) }
      let flow = Flow(from: from, to: sketch.boxes.count, kind: isCell ? .cell : .values)
      flows[flow] = values
      sketch.boxes.append(terminal(values, isIncoming: false))
    }
    sketch.standOnSpines(flows.keys.filter { $0.kind != .size }.map { ($0.from, $0.to) })
    repeatEnds(&sketch, &flows)
    sketch.boxes = Self.withUniqueIDs(sketch.boxes)
    sketch.arrows = arrows(flows, sketch.boxes)
    if detail == .stages { sketch.arrows += proposals(sketch.boxes) }
    return sketch
  }

  private func box(of group: [Int]) -> DiagramBox {
    switch detail {
    case .operators, .layers: layerBox(group)
    case .branches: branchBox(group)
    case .stages: stageBox(group)
    case .outline: partBox(group)
    }
  }

  private func partBox(_ group: [Int]) -> DiagramBox {
    guard let outline, let part = outline.parts.first(where: { $0.firstNode == group[0] }) else {
      return layerBox(group)
    }
    return outlineBox(group, part, outline.tree)
  }

  /// The values that one group makes and another reads, and those that enter.
  private func innerFlows(
    _ groups: [[Int]], firstGroup: Int, _ boxOfValue: [ValueID: Int]
  ) -> [Flow: [ValueID]] {
    var flows: [Flow: [ValueID]] = [:]
    for (number, group) in groups.enumerated() {
      for node in group {
        for value in network.nodes[node].reads {
          guard let from = boxOfValue[value], from != firstGroup + number, !isKnownSize(value),
            !readsSizes(node)
          else { continue }
          let flow = Flow(from: from, to: firstGroup + number, kind: flowKind(value, node))
          if flows[flow]?.contains(value) != true { flows[flow, default: []].append(value) }
        }
      }
    }
    return flows
  }

  /// A shape without its samples, as the sizes of a drawing are written.
  func text(of shape: Shape) -> String {
    if !network.isFromFile { return sizes.shape(shape) }
    if hasSamples, shape.rank > 1, shape.batch == shapes.batch {
      return fullText(of: Shape(Array(shape.dims.dropFirst())))
    }
    return fullText(of: shape)
  }

  func fullText(of shape: Shape) -> String {
    if shape.dims.isEmpty { return "scalar" }
    return shape.dims.map { DotText.shortened(sizes.size($0), to: 20) }.joined(separator: " x ")
  }

  private var hasSamples: Bool { network.inputs.contains { $0.batchAxis == 0 } }

  /// Whether only the sizes of a value are read.
  private func readsSizes(_ node: Int) -> Bool {
    detail == .outline && index.kind(node).makesNewElements
  }

  /// Whether an overview leaves a value out: sizes that are computed make arrows to everywhere.
  func isKnownSize(_ value: ValueID) -> Bool {
    detail == .outline && index.producer(value) != nil && shapes.facts[value].elements != nil
  }

  private func flowKind(_ value: ValueID, _ reader: Int) -> Flow.Kind {
    if index.kind(reader) == ZeroState.kind { return .size }
    return isCell(value) && !detail.isOverview ? .cell : .values
  }

  // MARK: - Names

  /// Characters of a path in an id, so that a number after it is not cut off.
  private static let longestPath = 150

  private static func withUniqueIDs(_ boxes: [DiagramBox]) -> [DiagramBox] {
    var ids = UniqueNames()
    return boxes.map { box in
      let id = ids.take(DotText.printable(box.id, limit: longestPath)) { "\($0) (\($1))" }
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
