import RLAAnalysis
import RLADiagrams
import Testing

/// What a reader stumbles over in a drawing, looked for in the coordinates that Graphviz gives.
///
/// It is looked for in networks that between them have every form of box, or in those that
/// `RLA_DRAWINGS` names: `all`, or names of the catalog with commas between them.
@Suite struct PlacementTests {
  static let networks =
    DrawnNetworks.requested ?? [
      "rla_resnet50", "rlagru_resnet50", "rlalstm_resnet50", "rlav1_resnet50", "rlav6_resnet50",
      "rlaus_resnet50", "rla_mobilenetv2", "dsrla_mobilenetv2_eca", "resnet50_se", "mobilenet_v2",
      "Mask_R-CNN_resnet50_rla", "RetinaNet_ecanet50_rla", "diaresnet50", "resnet50_dla_l",
      "resnet50_mrlab", "densenet40_k12_cifar10", "cifar_dlab20", "deit_mrlal_tiny_patch16_224",
    ]

  /// Expects that nothing lies on anything else, and that no arrows cross.
  private func expectClear(
    _ shapes: InferredShapes, _ view: DiagramView, _ style: DiagramStyle = DiagramStyle()
  ) throws {
    let diagram = try Diagram(shapes, DiagramContent(view))
    let drawing = try PlacedDrawing(diagram.rendered(as: .svg, style).bytes)
    #expect(Set(drawing.boxes.map(\.name)) == Set(diagram.boxes.map(\.id)))
    #expect(drawing.arrows.count == diagram.arrows.count)
    #expect(drawing.arrows.allSatisfy { $0.line.count > 12 })
    #expect(
      drawing.arrows.count { $0.label != nil } >= diagram.arrows.count { $0.label != nil })
    #expect(!drawing.heading.isEmpty)
    let place = "\(diagram.name), \(view), \(style.direction?.rawValue ?? "its own direction")"
    #expect(drawing.collisions == [], "\(place)")
    #expect(drawing.crossings == [], "\(place)")
  }

  @Test(arguments: networks)
  func `Blocks are clear`(name: String) throws {
    let shapes = try shapesAtStandardSize(name)
    if stageCount(shapes) == 0 { return }
    try expectClear(shapes, .module(stage: nil, block: nil))
    for stage in 1...stageCount(shapes) {
      try expectClear(shapes, .module(stage: stage, block: 1))
    }
  }

  @Test(arguments: networks)
  func `Stages are clear`(name: String) throws {
    let shapes = try shapesAtStandardSize(name)
    for stage in 0..<stageCount(shapes) { try expectClear(shapes, .stage(stage + 1)) }
  }

  @Test(arguments: ["rlalstm_resnet50", "rlagru_resnet50", "cifar_dlab29"])
  func `Double and triple lines in print leave letters clear`(name: String) throws {
    let shapes = try shapesAtStandardSize(name)
    var style = DiagramStyle()
    style.theme = .print
    for stage in 0..<stageCount(shapes) { try expectClear(shapes, .stage(stage + 1), style) }
    try expectClear(shapes, .module(stage: nil, block: nil), style)
  }

  @Test(arguments: networks)
  func `Networks are clear, whichever way they run`(name: String) throws {
    let shapes = try shapesAtStandardSize(name)
    for direction in DiagramStyle.Direction.allCases {
      var style = DiagramStyle()
      style.direction = direction
      try expectClear(shapes, .network, style)
    }
  }

  @Test func `The search sees what it is made for`() throws {
    let drawing = DotGraph(
      "bad", attributes: ["splines": "false"],
      statements: [
        .sameRank(["a", "b"]), .edge(from: "a", to: "b", ["style": "invis"]),
        .edge(from: "a", to: "d", [:]), .edge(from: "b", to: "c", [:]),
        .sameRank(["c", "d"]), .edge(from: "c", to: "d", ["style": "invis"]),
        .edge(from: "a", to: "x", [:]), .edge(from: "x", to: "y", [:]),
        .edge(from: "a", to: "y", ["label": .markup(.text("wide label")), "constraint": "false"]),
        .node("x", ["width": 4]),
      ])
    let placed = try PlacedDrawing(GraphvizRenderer().render(drawing.text, as: .svg).bytes)
    #expect(!placed.crossings.isEmpty)
    #expect(!placed.collisions.isEmpty)
  }

  @Test func `An arrow that loops over the text where it begins is seen`() throws {
    let shapes = try shapesAtStandardSize("resnet50_dla_l")
    let diagram = try Diagram(shapes, DiagramContent(.module(stage: nil, block: nil)))
    let good = diagram.dot().text
    let bad = good.replacing("tailport=\"w\"", with: "tailport=\"nw\"")
    #expect(bad != good)
    let placed = try PlacedDrawing(GraphvizRenderer().render(bad, as: .svg).bytes)
    #expect(placed.collisions == ["in xᵗ⁻¹ -> layer1.GlobalAvg loops over in xᵗ⁻¹"])
  }

  @Test(arguments: [(5, ["a -> b through its own label"]), (30, [])])
  func `A letter on one line of a double arrow is seen`(x: Int, expected: [String]) throws {
    let svg = """
      <svg><g class="edge"><title>a&#45;&gt;b</title>
      <path d="M0,0C0,10 0,20 0,30"/><path d="M8,0C8,10 8,20 8,30"/>
      <text x="\(x)" y="20" font-size="10">c</text></g></svg>
      """
    #expect(try PlacedDrawing(Array(svg.utf8)).collisions == expected)
  }

  @Test(arguments: ["rlalstm_resnet50", "rlav6_resnet50", "rlagru_resnet50", "cifar_dlab20"])
  func `Blocks that are laid out closer for a column of paper are clear`(name: String) throws {
    var style = DiagramStyle()
    style.isNarrow = true
    try expectClear(shapesAtStandardSize(name), .module(stage: nil, block: nil), style)
  }

  @Test func `A gated block is legible in one column of paper`() throws {
    let shapes = try shapesAtStandardSize("rlalstm_resnet50")
    let diagram = try Diagram(shapes, DiagramContent(.module(stage: nil, block: nil)))
    var style = DiagramStyle()
    style.paperWidth = DiagramStyle.oneColumn
    let drawing = try diagram.rendered(as: .svg, style)
    #expect(drawing.scale * DiagramStyle.smallestText >= DiagramStyle.legibleText)
    #expect(drawing.width / 72 * 2.54 < DiagramStyle.oneColumn + 0.02)
  }

  @Test func `An arrow that ends on text without a border is seen`() throws {
    let drawing = DotGraph(
      "bad",
      statements: [
        .node(
          "t", ["shape": "none", "margin": "0", "width": 0, "height": 0, "label": "wide text"]),
        .edge(from: "a", to: "t", ["headclip": "false"]),
      ])
    let placed = try PlacedDrawing(GraphvizRenderer().render(drawing.text, as: .svg).bytes)
    #expect(placed.collisions == ["end of a -> t on t"])
  }
}
