import RLADiagrams
import Testing

/// What a reader stumbles over in a drawing, looked for in the coordinates that Graphviz gives.
@Suite struct PlacementTests {
  static let networks = [
    "rla_resnet50", "rlagru_resnet50", "rlalstm_resnet50", "rlav1_resnet50", "rlav6_resnet50",
    "rlaus_resnet50", "rla_mobilenetv2", "dsrla_mobilenetv2_eca", "resnet50_se", "mobilenet_v2",
    "Mask_R-CNN_resnet50_rla", "RetinaNet_ecanet50_rla",
  ]

  private static let module = DiagramView.module(stage: nil, block: nil)

  private func placed(
    _ name: String, _ view: DiagramView, _ style: DiagramStyle = DiagramStyle()
  ) throws -> PlacedDrawing {
    let diagram = try Diagram(shapes(name), DiagramContent(view))
    let drawing = try PlacedDrawing(diagram.rendered(as: .svg, style).bytes)
    #expect(Set(drawing.boxes.map(\.name)) == Set(diagram.boxes.map(\.id)))
    #expect(drawing.arrows.count == diagram.arrows.count)
    #expect(drawing.arrows.allSatisfy { $0.line.count > 12 })
    #expect(
      drawing.arrows.count { $0.label != nil } >= diagram.arrows.count { $0.label != nil })
    return drawing
  }

  @Test(arguments: networks, [module, .network, .stage(2)])
  func `Nothing lies on anything else`(name: String, view: DiagramView) throws {
    #expect(try placed(name, view).collisions == [])
  }

  @Test(arguments: networks)
  func `A network that runs down has nothing on anything else either`(name: String) throws {
    var style = DiagramStyle()
    style.direction = .down
    #expect(try placed(name, .network, style).collisions == [])
  }

  @Test(arguments: drawnNetworks)
  func `No arrows of a block cross`(name: String) throws {
    #expect(try placed(name, Self.module).crossings == [])
    #expect(try placed(name, .module(stage: 2, block: 1)).collisions == [])
  }

  @Test(arguments: networks)
  func `Arrows of a network and of a stage do not cross`(name: String) throws {
    #expect(try placed(name, .network).crossings == [])
    if !name.hasPrefix("rlav6") { #expect(try placed(name, .stage(2)).crossings == []) }
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
}

extension PlacedDrawing {
  /// Boxes and labels that overlap, and arrows that run through what is not theirs.
  var collisions: [String] {
    let labels = arrows.compactMap { arrow in
      arrow.label.map { Box(name: "label of \(arrow.name)", area: $0) }
    }
    let all = boxes + labels
    var found: [String] = []
    for (number, one) in all.enumerated() {
      for other in all[..<number] where one.area.inset(0.5).overlaps(other.area.inset(0.5)) {
        found.append("\(one.name) on \(other.name)")
      }
    }
    for arrow in arrows {
      for box in boxes where box.name != arrow.from && box.name != arrow.to {
        if arrow.line.contains(where: box.area.inset(0.5).contains) {
          found.append("\(arrow.name) through \(box.name)")
        }
      }
      for label in labels where label.name != "label of \(arrow.name)" {
        if arrow.line.contains(where: label.area.contains) {
          found.append("\(arrow.name) through \(label.name)")
        }
      }
    }
    return found
  }

  /// Pairs of arrows that cross.
  var crossings: [String] {
    var found: [String] = []
    for (number, one) in arrows.enumerated() {
      for other in arrows[..<number] where Self.cross(one.line, other.line) {
        found.append("\(one.name) and \(other.name)")
      }
    }
    return found
  }

  private static func cross(_ one: [Point], _ other: [Point]) -> Bool {
    zip(one, one.dropFirst()).contains { a, b in
      zip(other, other.dropFirst()).contains { c, d in
        side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
      }
    }
  }

  /// On which side of the line from `a` to `b` a point lies.
  private static func side(_ a: Point, _ b: Point, _ point: Point) -> Double {
    (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
  }
}
