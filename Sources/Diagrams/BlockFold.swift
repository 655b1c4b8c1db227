import RLANetworks

/// The last blocks of a stage where they are alike, of which a drawing shows the first.
struct BlockFold: Sendable {
  /// Their places in the stage, from 0.
  let numbers: ClosedRange<Int>
  /// The nodes of the block that is drawn.
  let drawn: Set<Int>
  /// The nodes of the others.
  let folded: Set<Int>

  /// `blocks 2–6`, counted from 1.
  var name: String { "blocks \(numbers.lowerBound + 1)–\(numbers.upperBound + 1)" }

  /// - Returns: nil where the last two blocks differ.
  init?(_ index: NetworkIndex, stage: Int) {
    let blocks = index.blocks(ofStage: stage)
    guard let last = blocks.last else { return nil }
    let form = BlockSteps(last, index)
    let alike = blocks.reversed().prefix { BlockSteps($0, index) == form }
    guard alike.count > 1, let first = alike.last else { return nil }
    numbers = first.number...last.number
    drawn = Set(first.nodes)
    folded = Set(alike.dropLast().flatMap(\.nodes))
  }
}

/// What a block computes, whatever its weights and its place.
private struct BlockSteps: Hashable {
  private struct Step: Hashable {
    let kind: OperatorKind
    let title: String
    let sizes: String?
    let lane: Lane
    let applications: Int
    let sources: [Source]
  }

  /// Where a step reads.
  private enum Source: Hashable {
    /// The step of this number in the block.
    case step(Int)
    /// What enters the block.
    case outside(Lane)
  }

  private let steps: [Step]

  init(_ block: Block, _ index: NetworkIndex) {
    let numbers = Dictionary(
      uniqueKeysWithValues: block.nodes.enumerated().map { ($1, $0) })
    steps = block.nodes.map { number in
      let node = index.network.nodes[number]
      let function = index.network.operator(of: node)
      return Step(
        kind: function.kind, title: function.title, sizes: OperatorText.sizes(function),
        lane: index.lanes[number], applications: node.layer.map { index.applications[$0] } ?? 0,
        sources: node.reads.map { value in
          index.producer(value).flatMap { numbers[$0] }.map(Source.step)
            ?? .outside(index.lane(ofValue: value))
        })
    }
  }
}
