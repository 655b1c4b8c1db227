public import RLAAnalysis
import RLANetworks
import RLASymbolic

extension Diagram {
  /// Draws a network, or the part of it that `content` names.
  ///
  /// - Parameters:
  ///   - shapes: The network with the shapes of its values, in numbers or symbols.
  ///   - content: The part and what is said about it.
  /// - Throws: `DiagramFailure` where the network has no such part or is too large.
  /// - Complexity: Linear in the number of nodes, but for the sorting of arrows.
  public init(
    _ shapes: InferredShapes, _ content: DiagramContent = DiagramContent()
  ) throws(DiagramFailure) {
    let index = NetworkIndex(shapes.network)
    let part = try DrawnPart(index, content)
    let builder = DiagramBuilder(
      shapes: shapes, index: index, sizes: SizeText(shapes.facts.map(\.shape)),
      terminals: part.terminals)
    let partition = Partition(index, nodes: part.nodes, detail: part.detail)
    var sketch = builder.sketch(partition.groups, labelsAllShapes: part.detail == .stages) {
      switch part.detail {
      case .operators, .layers: builder.layerBox($0)
      case .branches: builder.branchBox($0)
      case .stages: builder.stageBox($0)
      }
    }
    heat = try content.heat.map { heat throws(DiagramFailure) in
      try sketch.heat(heat, shapes)
    }
    name = shapes.network.name
    subject = part.subject
    facts = builder.facts
    notes = builder.notes(content.wiring, nodes: part.nodes)
    boxes = sketch.boxes
    detail = part.detail
    arrows = sketch.arrows
    ranks =
      detail == .stages
      ? sketch.ranksByStage(shapes.network)
      : ([sketch.incoming, part.detail == .branches ? sketch.outgoing : []]
        + (part.detail == .layers ? sketch.besideSources : []))
        .filter { $0.count > 1 }
  }
}

/// Which nodes a view shows, and how coarsely.
struct DrawnPart {
  let nodes: [Int]
  let detail: Detail
  let subject: String
  let terminals: DiagramBuilder.Terminals

  init(_ index: NetworkIndex, _ content: DiagramContent) throws(DiagramFailure) {
    let network = index.network
    switch content.view {
    case .network:
      self.init(Array(network.nodes.indices), .stages, "", .whole)
    case .graph:
      if network.nodes.count > content.largestGraph {
        throw .tooManyOperators(network.nodes.count, limit: content.largestGraph)
      }
      self.init(Array(network.nodes.indices), .operators, "all operators", .whole)
    case .stage(let number):
      let stage = try Self.stage(number, index)
      let nodes = network.nodes.indices.filter { index.stage($0) == stage }
      self.init(nodes, .branches, network.stages[stage], .part)
    case .module(let stage, let number):
      let block = try Self.block(stage, number, index)
      self.init(
        block.nodes, .layers,
        "block \(block.number + 1) of \(network.stages[block.stage])", .step)
    }
  }

  private init(
    _ nodes: [Int], _ detail: Detail, _ subject: String, _ terminals: DiagramBuilder.Terminals
  ) {
    self.nodes = nodes
    self.detail = detail
    self.subject = subject
    self.terminals = terminals
  }

  /// The stages with blocks, which users count from 1.
  private static func stagesWithBlocks(_ index: NetworkIndex) -> [Int] {
    Array(Set(index.blocks.map(\.stage))).sorted()
  }

  private static func stage(_ number: Int, _ index: NetworkIndex) throws(DiagramFailure) -> Int {
    let stages = stagesWithBlocks(index)
    guard stages.indices.contains(number - 1) else {
      throw stages.isEmpty ? .noBlocks : .noStage(number, count: stages.count)
    }
    return stages[number - 1]
  }

  private static func block(
    _ stage: Int?, _ number: Int?, _ index: NetworkIndex
  ) throws(DiagramFailure) -> Block {
    guard let first = index.blocks.first else { throw .noBlocks }
    if stage == nil, number == nil {
      // The first block of a stage differs from those that repeat.
      return index.blocks.first { $0.number > 0 } ?? first
    }
    let stageNumber = stage ?? 1
    let blocks = index.blocks(ofStage: try Self.stage(stageNumber, index))
    let position = (number ?? min(2, blocks.count)) - 1
    guard blocks.indices.contains(position) else {
      throw .noBlock(position + 1, stage: stageNumber, count: blocks.count)
    }
    return blocks[position]
  }
}

extension DiagramBuilder.Terminals {
  @Sendable private static func letter(_ lane: Lane, _ isCell: Bool) -> String {
    isCell ? "c" : lane.rawValue
  }

  /// A whole network.
  static let whole = Self(incoming: letter, outgoing: { _, _ in "output" })
  /// A stage.
  static let part = Self(incoming: letter, outgoing: letter)
  /// One step of the recurrence.
  static let step = Self(
    incoming: { letter($0, $1) + "ᵗ⁻¹" }, outgoing: { letter($0, $1) + "ᵗ" })
}

extension DiagramBuilder.Sketch {
  /// The tensors that enter, side by side.
  var incoming: [Int] {
    boxes.indices.filter { boxes[$0].role == .terminal && boxes[$0].id.hasPrefix("in ") }
  }

  /// The tensors that leave, side by side.
  var outgoing: [Int] {
    boxes.indices.filter { boxes[$0].role == .terminal && boxes[$0].id.hasPrefix("out ") }
  }

  /// What follows a box on its line, beside what the box gives to the state.
  var besideSources: [[Int]] {
    arrows.filter { $0.role == .source }.compactMap { source in
      let line = boxes.indices.filter { $0 > source.from && boxes[$0].spine != nil }
      let next = line.first { boxes[$0].spine == boxes[source.from].spine }
      guard let next, !reaches(next, from: source.to), !reaches(source.to, from: next) else {
        return nil
      }
      return [next, source.to]
    }
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

  /// The boxes of each stage side by side.
  func ranksByStage(_ network: Network) -> [[Int]] {
    let stages = boxes.indices.filter { !boxes[$0].nodes.isEmpty }
    return Dictionary(grouping: stages) { network.stage(of: network.nodes[boxes[$0].nodes[0]]) }
      .sorted { $0.key < $1.key }.map(\.value).filter { $0.count > 1 }
  }

  /// Gives every box its number and returns the scale of all.
  mutating func heat(_ heat: Heat, _ shapes: InferredShapes) throws(DiagramFailure) -> HeatScale {
    let values = try boxes.map { box throws(DiagramFailure) in
      box.nodes.isEmpty ? nil : try heat.value(of: box, shapes)
    }
    let known = values.compactMap(\.self)
    if case .time = heat, known.allSatisfy({ $0 == 0 }) { throw .noTimes }
    for (index, value) in values.enumerated() {
      boxes[index].heat = value
      if let value, boxes[index].role != .symbol { boxes[index].addHeatLine(value, heat.unit) }
    }
    let isSymbolic = !shapes.input.symbols.isEmpty
    return HeatScale(
      title: heat.title + (isSymbolic ? ", at 224 x 224 pixels" : ""), unit: heat.unit,
      values: known)
  }
}
