import RLANetworks

extension DrawnPart {
  /// The part of a network without stages that a view shows; nil for views that need no outline.
  ///
  /// What the outline draws as a row of blocks is a stage.
  init?(
    _ network: Network, _ outline: Outline, _ view: DiagramView
  ) throws(DiagramFailure) {
    switch view {
    case .network:
      self.init(Array(network.nodes.indices), .outline, "", .whole)
      parts = outline.parts
    case .stage(let number):
      let stage = try Self.stage(number, outline)
      self.init(stage.blocks.flatMap(\.self).sorted(), .outline, stage.name, .plain)
      parts = stage.blocks.indices.map { block in
        OutlinePart(
          modules: [stage.modules[block]], nodes: stage.blocks[block], weight: 0, isMain: true)
      }
    case .module(let number, let block):
      let stage = try Self.stage(number ?? 1, outline)
      // The first block of a stage often differs from those that repeat.
      let position = (block ?? 2) - 1
      guard stage.blocks.indices.contains(position) else {
        throw .noBlock(position + 1, stage: number ?? 1, count: stage.blocks.count)
      }
      let nodes = stage.blocks[position]
      let isLarge = nodes.count > Self.largestBlock
      self.init(
        nodes, isLarge ? .outline : .layers, outline.path(stage.modules[position]), .plain)
      isBlock = true
      if isLarge { parts = outline.parts(within: nodes, of: stage.modules[position]) }
    case .graph, .operators, .moduleGraph: return nil
    }
  }

  /// A block with more operators is drawn by its modules, since one box each would be no picture.
  private static let largestBlock = 60

  private static func stage(
    _ number: Int, _ outline: Outline
  ) throws(DiagramFailure) -> Outline.Stage {
    let stages = outline.stages
    guard stages.indices.contains(number - 1) else {
      throw stages.isEmpty ? .noBlocks : .noStage(number, count: stages.count)
    }
    return stages[number - 1]
  }
}
