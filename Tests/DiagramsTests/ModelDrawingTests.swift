import Foundation
import RLAAnalysis
import RLADiagrams
import RLANetworks
import RLAONNX
import RLASymbolic
import TestSupport
import Testing

/// Drawings of the models of real exporters in Fixtures/ONNX.
@Suite struct ModelDrawingTests {
  /// A model at the sizes of its reference.
  private func shapes(_ name: String) throws -> InferredShapes {
    struct Reference: Decodable {
      struct Input: Decodable {
        let sizes: [Int]

        enum CodingKeys: String, CodingKey { case sizes = "counted_at" }
      }
      let inputs: [String: Input]
    }
    let file = Fixture.root.appending(path: "ONNX/\(name).onnx")
    let network = try ONNXNetwork(ONNXModel([UInt8](Data(contentsOf: file))), name: name).network
    let reference = try Fixture.json("ONNX/\(name).json", as: Reference.self)
    let inputs = network.inputs.map { input in
      let sizes = reference.inputs[input.name]?.sizes.map { Dim($0) }
      return Fact(input.fact.type, Shape(sizes ?? input.fact.shape.dims))
    }
    return try InferredShapes(network, inputs: inputs)
  }

  private func diagram(_ name: String, _ view: DiagramView = .network) throws -> Diagram {
    try Diagram(shapes(name), DiagramContent(view))
  }

  private func titles(_ diagram: Diagram) -> [String] {
    diagram.boxes.filter { !$0.nodes.isEmpty }.map { $0.lines[0].text }
  }

  @Test func `Operators behind a module do not take its name, and open sizes are question marks`()
    throws
  {
    let diagram = try diagram("ssdlite320_mobilenet_v3_large")
    let titles = titles(diagram)
    #expect(!titles.contains("anchor_generator"))
    #expect(titles.last?.hasSuffix(" operators") == true, "\(titles)")
    let texts = diagram.boxes.flatMap { $0.lines.map(\.text) }
    #expect(texts.contains("? x 4"))
    #expect(!texts.contains { $0.contains("unknown_") })
  }

  @Test(arguments: Fixture.models)
  func `A model is a few boxes with all of its nodes and work`(name: String) throws {
    let shapes = try shapes(name)
    let diagram = try Diagram(shapes)
    let boxes = diagram.boxes.filter { !$0.nodes.isEmpty }
    #expect((2...22).contains(boxes.count))
    #expect(boxes.flatMap(\.nodes).sorted() == Array(shapes.network.nodes.indices))
    let total = Profile(shapes).total
    #expect(boxes.reduce(0 as Dim) { $0 + $1.macs } == total.work[.multiplyAdds])
    if boxes.allSatisfy({ !$0.isShared }) {
      #expect(boxes.reduce(0 as Dim) { $0 + $1.parameters } == total.parameters)
    }
    // Boxes stand in the order of execution, and no two wait for each other.
    #expect(diagram.arrows.allSatisfy { $0.from < $0.to || diagram.boxes[$0.from].nodes.isEmpty })
    #expect(diagram.boxes.flatMap(\.lines).allSatisfy { $0.text.count <= 60 })
  }

  @Test(arguments: Fixture.models)
  func `Nothing lies on anything else, and a page is enough`(name: String) throws {
    let diagram = try diagram(name)
    let drawing = try diagram.rendered(as: .svg)
    let placed = try PlacedDrawing(drawing.bytes)
    #expect(placed.boxes.count == diagram.boxes.count)
    #expect(placed.collisions == [])
    // An A4 page with margins of 15 mm has 510 by 757 points; text of 7.5 points stays above 5.
    let scale = min(1, 510 / drawing.width, 757 / drawing.height)
    #expect(scale * DiagramStyle.smallestText > 5)
  }

  @Test(arguments: Fixture.models)
  func `Stages and blocks of a model are clear`(name: String) throws {
    let shapes = try shapes(name)
    for stage in 0..<stageCount(shapes) {
      for view in [DiagramView.stage(stage + 1), .module(stage: stage + 1, block: 1)] {
        let drawing = try Diagram(shapes, DiagramContent(view)).rendered(as: .svg)
        #expect(try PlacedDrawing(drawing.bytes).collisions == [], "\(view)")
      }
    }
  }

  @Test(arguments: ["swin_t", "vit_tiny_patch16_224", "text_lstm"])
  func `Pages have every operator of a model once`(name: String) throws {
    let shapes = try shapes(name)
    let pages = try Diagram.pages(shapes, DiagramContent(.graph))
    let nodes = pages.map { $0.boxes.flatMap(\.nodes) }
    #expect(nodes.joined().sorted() == Array(shapes.network.nodes.indices))
    #expect(nodes.allSatisfy { (1...Diagram.pageSize).contains($0.count) })
  }

  @Test(arguments: [
    (
      "resnet50",
      [
        "conv1", "layer1: 3 blocks", "layer2: 4 blocks", "layer3: 6 blocks",
        "layer4: 3 blocks", "fc",
      ]
    ),
    ("vit_tiny_patch16_224", ["patch_embed", "+ pos_embed", "blocks: 12 blocks", "head"]),
    (
      "mobilenet_v3_small",
      [
        "features.0", "features.1", "features.2–3: 2 blocks",
        "features.4–6: 3 blocks", "features.7–8: 2 blocks", "features.9–11: 3 blocks",
        "features.12", "classifier",
      ]
    ),
    (
      "unet_dynamic",
      [
        "down.0", "down.1", "down.2", "mid", "up.0", "dec.0", "up.1", "dec.1",
        "up.2", "dec.2", "head",
      ]
    ),
    ("text_lstm", ["embedding", "lstm", "lstm.LSTM_2", "gru", "fc"]),
    ("control_flow", ["stem", "loop", "if", "fc"]),
  ])
  func `Modules are opened and blocks stay together`(name: String, parts: [String]) throws {
    #expect(try titles(diagram(name)) == parts)
  }

  @Test func `Shortcuts over several boxes are drawn`() throws {
    let diagram = try diagram("unet_dynamic")
    let arrows = Set(
      diagram.arrows.map { "\(diagram.boxes[$0.from].id) \(diagram.boxes[$0.to].id)" })
    #expect(arrows.isSuperset(of: ["down.0 dec.2", "down.1 dec.1", "down.2 dec.0"]))
  }

  @Test func `A stage is its blocks, a block its layers`() throws {
    let stage = try diagram("resnet50", .stage(3))
    #expect(titles(stage) == (0..<6).map { "layer3.\($0)" })
    #expect(stage.subject == "layer3" && stage.facts[1].hasPrefix("stage alone: 7.09 M"))
    let block = try diagram("resnet50", .module(stage: 2, block: 1))
    #expect(block.subject == "layer2.0")
    #expect(titles(block).count { $0.hasSuffix("conv") } == 4)
    #expect(
      try diagram("vit_tiny_patch16_224", .module(stage: nil, block: nil)).subject == "blocks.1")
    #expect(throws: DiagramFailure.noStage(5, count: 4)) { try diagram("resnet50", .stage(5)) }
    #expect(throws: DiagramFailure.noBlock(4, stage: 1, count: 3)) {
      try diagram("resnet50", .module(stage: 1, block: 4))
    }
    #expect(throws: DiagramFailure.noBlocks) { try diagram("text_lstm", .stage(1)) }
  }

  @Test func `A block of hundreds of operators is its modules`() throws {
    let block = try diagram("swin_t", .module(stage: 1, block: 2))
    #expect(titles(block) == ["features.1.1.attn", "features.1.1.mlp", "+"])
    #expect(block.facts[1].hasPrefix("block alone: "))
    let network = try shapes("swin_t").network
    let expected = network.nodes.indices.filter {
      network.modulePath(of: network.nodes[$0]).isPath(atOrBelow: "features.1.1")
    }
    #expect(block.boxes.flatMap(\.nodes).sorted() == expected)
  }

  @Test func `The graph of a module is found by its path`() throws {
    let graph = try diagram("resnet50", .moduleGraph("Layer1.0"))
    let network = try shapes("resnet50").network
    let drawn = graph.boxes.flatMap(\.nodes)
    let expected = network.nodes.indices.filter {
      network.modulePath(of: network.nodes[$0]).isPath(atOrBelow: "layer1.0")
    }
    #expect(
      drawn.sorted() == expected && graph.boxes.filter { !$0.nodes.isEmpty }.count == drawn.count)
    #expect {
      try diagram("resnet50", .moduleGraph("layer9"))
    } throws: { error in
      guard case .noModule("layer9", let modules)? = error as? DiagramFailure else { return false }
      return modules.contains("layer4")
    }
  }

  @Test func `A graph that is too large names modules that are not`() throws {
    let shapes = try shapes("swin_t")
    #expect {
      try Diagram(shapes, DiagramContent(.graph))
    } throws: { error in
      guard case .tooManyOperators(_, _, let modules)? = error as? DiagramFailure else {
        return false
      }
      return modules.count == 3
        && modules.allSatisfy { (try? Diagram(shapes, DiagramContent(.moduleGraph($0)))) != nil }
    }
  }
}
