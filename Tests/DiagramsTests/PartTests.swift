import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLANetworks
import RLASymbolic
import Testing

/// Drawings of stages, blocks and heads: what is folded, repeated, named and counted.
@Suite struct PartTests {
  private func diagram(_ name: String, _ view: DiagramView) throws -> Diagram {
    try Diagram(shapes(name), DiagramContent(view))
  }

  private func macs(_ shapes: InferredShapes, _ isCounted: (Node) -> Bool) -> Dim {
    shapes.network.nodes.indices.filter { isCounted(shapes.network.nodes[$0]) }
      .reduce(0) { $0 + shapes.work(ofNode: $1)[.multiplyAdds] }
  }

  @Test(arguments: [
    ("rla_resnet50", 3, "blocks 2–6"), ("rlalstm_resnet50", 1, "blocks 2–3"),
    ("resnet50_se", 2, "blocks 2–4"), ("rla_mobilenetv2", 4, "blocks 2–4"),
  ])
  func `Blocks that are alike are drawn once`(name: String, stage: Int, fold: String) throws {
    let diagram = try diagram(name, .stage(stage))
    let titles = diagram.boxes.map { $0.lines[0].text }
    #expect(titles.contains { $0.hasPrefix(fold) })
    #expect(titles.contains { $0.hasPrefix("block 1") })
    #expect(!titles.contains { $0.hasPrefix("block 2") })
    #expect(diagram.notes.contains { $0.contains("The \(fold) are alike") })
    // The totals are those of the stage, with all of its blocks.
    let shapes = try shapes(name)
    let number = try #require(shapes.network.stages.firstIndex(of: "stage \(stage)"))
    let sizes = SizeText(shapes.facts.map(\.shape))
    let total = macs(shapes) { shapes.network.stage(of: $0) == number }
    #expect(diagram.facts[1].hasPrefix("stage alone: "))
    #expect(diagram.facts[1].hasSuffix(", \(sizes.count(total)) MACs"))
  }

  @Test func `A stage whose last blocks differ is drawn in full`() throws {
    let network = Network("widths") { net, image in
      let blocks = [3, 5].map { width in
        net.scope("\(width)").layer("conv", Convolution(3, 3, .same(width)))
      }
      return [
        net.stage("only") {
          blocks.enumerated().reduce(image) { x, block in
            let scope = net.scope("block\(block.offset)")
            return scope.block(block.offset) { scope.inRole(.branch) { block.element(x) } }
          }
        }
      ]
    }
    let diagram = try Diagram(
      InferredShapes(network, input: [1, 3, 8, 8]), DiagramContent(.stage(1)))
    #expect(diagram.boxes.flatMap(\.nodes).sorted() == [0, 1])
    #expect(!diagram.notes.contains { $0.contains("alike") })
  }

  @Test func `A block is counted by itself`() throws {
    let diagram = try diagram("rla_resnet50", .module(stage: 1, block: 2))
    let shapes = try shapes("rla_resnet50")
    let drawn = Set(diagram.boxes.flatMap(\.nodes))
    let total = drawn.reduce(0 as Dim) { $0 + shapes.work(ofNode: $1)[.multiplyAdds] }
    let sizes = SizeText(shapes.facts.map(\.shape))
    #expect(diagram.facts[1].hasPrefix("block alone: "))
    #expect(diagram.facts[1].hasSuffix(", \(sizes.count(total)) MACs"))
  }

  @Test func `The halves of a branch have names of their own`() throws {
    let titles = try diagram("rla_mobilenetv2", .stage(3)).boxes.map { $0.lines[0].text }
    let blocks = titles.filter { $0.hasPrefix("block") }
    #expect(
      blocks == [
        "block 1, before concat", "block 1, after concat", "blocks 2–3, before concat",
        "blocks 2–3, after concat",
      ])
  }

  @Test(arguments: [("rla_mobilenetv2", "the residual branch"), ("rlav5_resnet50", "the shortcut")])
  func `All views say the same of y`(name: String, tensor: String) throws {
    let views: [DiagramView] = [
      .module(stage: nil, block: nil), .module(stage: 2, block: 1), .network, .stage(1), .stage(2),
      .graph,
    ]
    for view in views {
      #expect(try diagram(name, view).notes.contains("y: \(tensor)."), "\(view)")
    }
  }

  @Test(arguments: [
    ("rlagru_resnet50", "hᵗ⁻¹", 3), ("rlav6_resnet50", "xᵗ⁻¹", 2), ("rla_resnet50", "hᵗ⁻¹", 1),
    ("rlalstm_resnet50", "cᵗ⁻¹", 1),
  ])
  func `A tensor that is read far from its line has further ends`(
    name: String, end: String, count: Int
  ) throws {
    let boxes = try diagram(name, .module(stage: nil, block: nil)).boxes
    #expect(boxes.count { $0.role == .terminal && $0.lines[0].text == end } == count)
  }

  @Test func `The cell state has arrows of its own from cell to cell`() throws {
    let stage = try diagram("rlalstm_resnet50", .stage(2))
    let cells = stage.boxes.indices.filter { stage.boxes[$0].lines[0].text == "ConvLSTM" }
    #expect(cells.count == 2)
    let between = stage.arrows.filter { $0.from == cells[0] && $0.to == cells[1] }
    #expect(Set(between.map(\.role)) == [.state, .cell])
    #expect(between.first { $0.role == .cell }?.label == "c")
    let block = try diagram("rlalstm_resnet50", .module(stage: nil, block: nil))
    #expect(
      block.boxes.filter { $0.spine == "c1" }.map { $0.lines[0].text } == [
        "cᵗ⁻¹", "×", "+", "cᵗ",
      ])
  }

  @Test func `Parts and outputs of detectors have words`() throws {
    let diagram = try diagram("Mask_R-CNN_resnet50", .network)
    let titles = diagram.boxes.map { $0.lines[0].text }
    for title in ["feature pyramid (neck)", "region proposals (RPN)", "box head", "mask head"] {
      #expect(titles.contains(title))
    }
    let ends = diagram.boxes.filter { $0.id.hasPrefix("out ") }.map {
      $0.lines.dropFirst().map(\.text)
    }
    #expect(
      ends == [
        ["3 object scores x 5 maps", "12 box offsets x 5 maps"],
        ["81 class scores", "320 box offsets"], ["80 masks, 28 x 28"],
      ])
    let regions = diagram.arrows.filter { $0.role == .proposals }
    #expect(regions.map(\.label) == ["1000 regions", "100 regions"])
    #expect(regions.allSatisfy { diagram.boxes[$0.from].id == "rpn_head" && $0.values.isEmpty })
  }

  @Test func `The graph of a stage is found by number and by name`() throws {
    let shapes = try shapes("Mask_R-CNN_resnet50")
    func nodes(_ stage: String) throws -> Set<String> {
      let diagram = try Diagram(shapes, DiagramContent(.operators(ofStage: stage)))
      return Set(
        diagram.boxes.flatMap(\.nodes).map {
          shapes.network.stages[shapes.network.stage(of: shapes.network.nodes[$0])]
        })
    }
    #expect(try nodes("2") == ["stage 2"])
    #expect(try nodes("RPN_head") == ["rpn_head"])
    #expect(throws: DiagramFailure.noStage(9, count: 4)) { try nodes("9") }
    #expect {
      try nodes("nek")
    } throws: { error in
      guard case .noPart("nek", let parts)? = error as? DiagramFailure else { return false }
      return parts.contains("neck")
    }
  }
}
