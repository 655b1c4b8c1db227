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
    let drawn = DrawnNetwork(shapes, needsOutline: content.view.isDivided)
    try self.init(drawn, DrawnPart(drawn.index, drawn.outline, content), content)
  }

  init(
    _ drawn: DrawnNetwork, _ part: DrawnPart, _ content: DiagramContent
  ) throws(DiagramFailure) {
    let shapes = drawn.shapes
    let builder = DiagramBuilder(
      shapes: shapes, index: drawn.index, sizes: SizeText(shapes.facts.map(\.shape)),
      detail: part.detail, terminals: part.terminals, fold: part.fold,
      outline: drawn.outline.map { ($0.tree, part.parts) }, costs: drawn.costs)
    let groups =
      part.parts.isEmpty
      ? Partition(drawn.index, nodes: part.nodes, detail: part.detail).groups
      : part.parts.map(\.nodes)
    var sketch = builder.sketch(groups)
    heat = try content.heat.map { heat throws(DiagramFailure) in
      try sketch.heat(heat, shapes)
    }
    name = shapes.network.name
    subject = part.subject
    facts = builder.facts(part)
    notes = builder.notes(content.wiring, part) + builder.relayNotes(sketch)
    boxes = sketch.boxes
    detail = part.detail
    arrows = sketch.arrows
    ranks = builder.ranks(sketch)
  }
}

/// A network with what every drawing of it looks up.
struct DrawnNetwork {
  let shapes: InferredShapes
  let index: NetworkIndex
  let costs: NodeCosts
  /// The parts of a network without stages; nil for others, and where no view needs them.
  let outline: Outline?

  init(_ shapes: InferredShapes, needsOutline: Bool) {
    self.shapes = shapes
    index = NetworkIndex(shapes.network)
    costs = NodeCosts(shapes)
    outline =
      shapes.network.isFromFile && needsOutline ? Outline(index, shapes, costs) : nil
  }
}

/// Which nodes a view shows, and how coarsely.
struct DrawnPart {
  /// The nodes that are drawn.
  let nodes: [Int]
  let detail: Detail
  /// What it is called; empty for the whole network.
  let subject: String
  let terminals: DiagramBuilder.Terminals
  /// The blocks of which one is drawn for all; nil where every block is drawn.
  var fold: BlockFold?
  /// Whether it is one block.
  var isBlock = false
  /// The boxes where they are parts of an outline.
  var parts: [OutlinePart] = []

  /// The nodes that the drawing stands for.
  var counted: [Int] { (nodes + (fold.map { $0.folded } ?? [])).sorted() }

  init(
    _ index: NetworkIndex, _ outline: Outline?, _ content: DiagramContent
  ) throws(DiagramFailure) {
    let network = index.network
    if let outline, let part = try DrawnPart(network, outline, content.view) {
      self = part
      return
    }
    switch content.view {
    case .network:
      self.init(Array(network.nodes.indices), .stages, "", .whole)
    case .graph:
      let nodes = Array(network.nodes.indices)
      self.init(
        try Self.drawable(nodes, index, content), .operators, "all operators", .whole)
    case .moduleGraph(let path):
      let tree = PathTree(network)
      guard let module = tree.module(at: path) else {
        throw .noModule(path, modules: tree.modules.dropFirst().map(\.path))
      }
      self.init(
        try Self.drawable(tree.nodes(in: module), index, content), .operators,
        tree.modules[module].path, network.isFromFile ? .plain : .part)
    case .operators(let name):
      let stage = try Self.stage(named: name, index)
      let nodes = network.nodes.indices.filter { index.stage($0) == stage }
      self.init(
        try Self.drawable(nodes, index, content), .operators,
        "all operators of \(PartText.part(network.stages[stage]))", .part)
    case .stage(let number):
      let stage = try Self.stage(number, index)
      let fold = BlockFold(index, stage: stage)
      let nodes = network.nodes.indices.filter {
        index.stage($0) == stage && fold?.folded.contains($0) != true
      }
      self.init(nodes, .branches, network.stages[stage], .part)
      self.fold = fold
    case .module(let stage, let number):
      let block = try Self.block(stage, number, index)
      self.init(
        block.nodes, .layers,
        "block \(block.number + 1) of \(network.stages[block.stage])", .step)
    }
  }

  init(
    _ nodes: [Int], _ detail: Detail, _ subject: String, _ terminals: DiagramBuilder.Terminals
  ) {
    self.nodes = nodes
    self.detail = detail
    self.subject = subject
    self.terminals = terminals
  }

  private static func drawable(
    _ nodes: [Int], _ index: NetworkIndex, _ content: DiagramContent
  ) throws(DiagramFailure) -> [Int] {
    let limit = content.largestGraph
    if nodes.count <= limit { return nodes }
    let modules = PathTree(index.network).largestModules(within: Set(nodes), atMost: limit)
    throw .tooManyOperators(nodes.count, limit: limit, modules: modules)
  }

  /// The stage with this name, in the code or in words, or with this number among those with blocks.
  private static func stage(
    named name: String, _ index: NetworkIndex
  ) throws(DiagramFailure) -> Int {
    if let number = Int(name) { return try stage(number, index) }
    let stages = index.network.stages
    let used = Set(index.network.nodes.indices.map(index.stage)).sorted()
    let found = used.first { stages[$0].lowercased() == name.lowercased() }
    guard let found else { throw .noPart(name, parts: used.map { stages[$0] }) }
    return found
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
  /// A part of a network from a file, whose values have no letters.
  static let plain = Self(incoming: { _, _ in "input" }, outgoing: { _, _ in "output" })
  /// A stage.
  static let part = Self(incoming: letter, outgoing: letter)
  /// One step of the recurrence.
  static let step = Self(
    incoming: { letter($0, $1) + "ᵗ⁻¹" }, outgoing: { letter($0, $1) + "ᵗ" })
}

extension DiagramBuilder.Sketch {
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
