import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLANetworks
import Testing

/// Lists of tensors that every later block reads.
@Suite struct RelayTests {
  @Test(
    arguments: ["densenet121", "resnet50_mrlab", "resnet50_la_eq4"],
    [DiagramView.stage(1), .stage(3)])
  func `A list goes from reader to reader, and each gets all of it`(
    name: String, view: DiagramView
  ) throws {
    let shapes = try shapesAtStandardSize(name)
    let diagram = try Diagram(shapes, DiagramContent(view))
    let network = shapes.network
    // Arrows grow with the blocks, not with their square.
    #expect(diagram.arrows.count < 3 * diagram.boxes.count)
    var taken: [Set<ValueID>] = diagram.boxes.map {
      Set($0.nodes.flatMap { network.nodes[$0].outputs })
    }
    for (number, box) in diagram.boxes.enumerated() where !box.nodes.isEmpty {
      let arriving = diagram.arrows.filter { $0.to == number }
      taken[number].formUnion(arriving.flatMap(\.values))
      for arrow in arriving where diagram.boxes[arrow.from].lines[0] == box.lines[0] {
        taken[number].formUnion(taken[arrow.from])
      }
      let reads = Set(
        box.nodes.flatMap { network.nodes[$0].reads }.filter { !network.isConstant($0) })
      #expect(taken[number].isSuperset(of: reads), "\(box.id)")
    }
    #expect(diagram.notes.contains { $0.contains("takes in what the one before it does") })
  }

  @Test(arguments: ["resnet50_mrlal", "rla_resnet50", "mobilenet_v2"])
  func `Networks without lists have no note about them`(name: String) throws {
    let diagram = try Diagram(shapes(name), DiagramContent(.stage(1)))
    #expect(!diagram.notes.contains { $0.contains("takes in") })
  }

  @Test func `What a cell gives to the next block is h`() throws {
    let block = try Diagram(
      shapesAtStandardSize("diaresnet50"), DiagramContent(.module(stage: 1, block: 2)))
    let ends = block.boxes.filter { $0.role == .terminal }.map { $0.lines[0].text }
    #expect(ends == ["xᵗ⁻¹", "hᵗ⁻¹", "cᵗ⁻¹", "xᵗ", "hᵗ", "cᵗ"])
    let attention = try #require(block.boxes.first { $0.role == .attention })
    #expect(
      attention.lines.prefix(4).map(\.text)
        == ["DIA", "GAP, FC 256 → 64 x2, FC 64 → 1024 x2", "gates i, f, g, o", "shared x3"])
    let layered = try Diagram(shapes("resnet50_la_eq4"), DiagramContent(.network))
    #expect(layered.boxes.contains { $0.lines.contains { $0.text == "shared x2 to x6" } })
    let dynamic = try Diagram(shapes("resnet50_dla_l"), DiagramContent(.module(stage: 1, block: 2)))
    #expect(dynamic.boxes.contains { $0.lines.contains { $0.text == "shared x3 and x6" } })
  }

  @Test(arguments: [
    ("cifar_mrlal56", ["GAP, queries: 1-D conv 3,", "keys: 1-D conv 3,"], "values: 3x3 depth"),
    (
      "resnet50_mrlab", ["GAP, queries: 1-D conv 5,", "keys: 1-D conv 5,"], "values: 3x3 depthwise"
    ),
    ("resnet50_la_eq4", ["keys: 1-D conv 5 x2,"], "values: 3x3 depthwise conv x2"),
    ("deit_mrlal_tiny_patch16_224", ["queries, keys, values: FC 192 → 576,"], "FC 192 → 192"),
  ])
  func `Attentions name what makes queries, keys and values`(
    name: String, lines: [String], further: String
  ) throws {
    let block = try Diagram(
      shapesAtStandardSize(name), DiagramContent(.module(stage: 1, block: 2)))
    let texts = block.boxes.filter { $0.role == .attention }.flatMap(\.lines).map(\.text)
    for line in lines { #expect(texts.contains(line), "\(texts)") }
    #expect(texts.contains { $0.contains(further) }, "\(texts)")
    let operators = try Diagram(
      shapesAtStandardSize(name), DiagramContent(.operators(ofStage: "1")))
    #expect(operators.boxes.contains { $0.lines[0].text.hasPrefix("queries") })
  }

  @Test(arguments: ["cifar_mrlab20", "cifar_dlab20", "deit_mrlab_tiny_patch16_224"])
  func `Keys and values of former blocks enter under their names`(name: String) throws {
    let block = try Diagram(
      shapesAtStandardSize(name), DiagramContent(.module(stage: 1, block: 2)))
    let ends = block.boxes.filter { $0.id.hasPrefix("in ") }.map { $0.lines[0].text }
    #expect(Set(ends.prefix(3)) == ["keys", "values", "xᵗ⁻¹"], "\(ends)")
  }

  @Test func `A branch with an attention names it in place of its steps`() throws {
    let group = try Diagram(
      shapesAtStandardSize("deit_mrlal_tiny_patch16_224"), DiagramContent(.stage(2)))
    let branch = try #require(group.boxes.first { $0.role == .features && $0.nodes.count > 9 })
    #expect(branch.lines.prefix(3).map(\.text) == ["blocks 1–4", "LN", "self-attention"])
  }

  @Test func `The note of the MACs names the products that a network has`() throws {
    let transformer = try Diagram(shapesAtStandardSize("deit_mrlal_tiny_patch16_224"))
    #expect(transformer.notes[0].contains("linear layers and matrix products for one image"))
    #expect(
      transformer.boxes.contains { $0.lines.contains { $0.text.hasPrefix("self-attention, MRLA") } }
    )
    #expect(
      try Diagram(shapes("resnet50")).notes[0].contains("convolutions and linear layers for one"))
  }

  @Test(arguments: drawnNetworks + ["deit_mrlab_tiny_patch16_224"])
  func `Every box has a name`(name: String) throws {
    let shapes = try shapesAtStandardSize(name)
    for box in try Diagram(shapes).boxes { #expect(box.lines[0].text != "", "\(box.id)") }
  }
}
