import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLANetworks
import RLASymbolic
import Testing

/// Drawings show the structure that the definition recorded, and no other.
@Suite struct RecordTests {
  private func titles(_ name: String, _ view: DiagramView) throws -> [String] {
    try Diagram(shapes(name), DiagramContent(view)).boxes.compactMap { $0.lines.first?.text }
  }

  @Test(arguments: [
    ("resnet50_se", "SE", "ECA"), ("rla_resnext50_32x4d_se", "SE", "ECA"),
    ("rla_resnet50_eca", "ECA", "SE"), ("rla_mobilenetv2_eca", "ECA", "SE"),
  ])
  func `Every view calls an attention by its kind`(name: String, kind: String, other: String) throws
  {
    for view in [DiagramView.module(stage: 2, block: 2), .network, .stage(2)] {
      let boxes = try Diagram(shapes(name), DiagramContent(view)).boxes
      let words = boxes.flatMap(\.lines).map(\.text)
      #expect(words.contains(kind) && !words.contains(other), "\(view)")
    }
    let stage = try Diagram(shapes(name), DiagramContent(.stage(2)))
    #expect(!stage.boxes.contains { $0.role == .attention })
  }

  @Test(arguments: [
    ("rlagru_resnet50", ["r: GN, sigmoid", "u: GN, sigmoid", "n: 3x3 conv"]),
    ("rlalstm_resnet50", ["i: sigmoid", "f: sigmoid", "o: sigmoid", "g: tanh"]),
  ])
  func `Gates are drawn with their letters`(name: String, gates: [String]) throws {
    let block = try titles(name, .module(stage: 1, block: 2))
    #expect(block.filter { $0.contains(": ") } == gates)
    let letters = Set(gates.map { $0.prefix(3) })
    let operators = try titles(name, .graph).filter { $0.contains(": ") }
    #expect(Set(operators.map { $0.prefix(3) }) == letters)
  }

  @Test(arguments: ["resnet50_se", "rla_resnet50_eca", "rla_resnet50"])
  func `A projection is told from the branch, with attention and without`(name: String) throws {
    let boxes = try Diagram(shapes(name), DiagramContent(.network)).boxes
    let stage = try #require(boxes.first { $0.id == "stage 2" })
    let lines = stage.lines.map(\.text)
    let first = try #require(lines.firstIndex(of: "first block: stride 2,"))
    #expect(lines[first + 1] == "projected shortcut")
    #expect(try titles(name, .stage(2)).filter { $0.hasSuffix("projection") }.count == 1)
  }

  @Test func `The cell state of an LSTM has ends of its own`() throws {
    for block in [1, 2] {
      let names = try titles("rlalstm_resnet50", .module(stage: 2, block: block))
      #expect(names.count { $0 == "cᵗ⁻¹" } == 1 && names.count { $0 == "cᵗ" } == 1)
    }
    #expect(try !titles("rlagru_resnet50", .stage(2)).contains("c"))
  }

  @Test func `A branch without convolutions lists its operators`() throws {
    let network = Network("pooling") { net, image in
      let scope = net.scope("block")
      let pool = scope.layer("pool", Pooling.average(.same(3)))
      let norm = scope.layer("norm", BatchNormalization(3))
      return [
        net.stage("only") {
          scope.block(0) {
            let y = scope.inRole(.branch) { pool(pool(norm(image))) }
            return scope.inRole(.shortcut) { y + image }
          }
        }
      ]
    }
    let shapes = try InferredShapes(network, input: [1, 3, 8, 8])
    let stage = try Diagram(shapes, DiagramContent(.stage(1)))
    let branch = try #require(stage.boxes.first { $0.nodes == [0, 1, 2] })
    #expect(branch.lines.map(\.text).prefix(2) == ["block 1", "3x3 avg pool x2"])
    let overview = try Diagram(shapes).boxes.first { $0.id == "only" }
    #expect(overview?.lines.map(\.text) == ["only: 1 block", "6 params"])
  }

  /// Two convolutions at a numbered path; a block only where `isRecorded`.
  private func numbered(isRecorded: Bool) throws -> InferredShapes {
    let network = Network("numbered") { net, image in
      let scope = net.scope(isRecorded ? "body" : "layers.0")
      let first = scope.layer("first", Convolution(3, 4, .same(3)))
      let norm = scope.layer("norm", BatchNormalization(4))
      let second = scope.layer("second", Convolution(4, 3, .same(3)))
      func code() -> Value { second(norm(first(image))) + image }
      return [isRecorded ? net.stage("only") { scope.block(0, code) } : code()]
    }
    return try InferredShapes(network, input: [1, 3, 8, 8])
  }

  @Test func `Blocks are those that were recorded, whatever the paths look like`() throws {
    let block = try Diagram(numbered(isRecorded: true), DiagramContent(.module(stage: 1, block: 1)))
    #expect(block.subject == "block 1 of only")
    #expect(block.boxes.flatMap(\.nodes) == [0, 1, 2, 3])
    let bare = try numbered(isRecorded: false)
    #expect(throws: DiagramFailure.noBlocks) { try Diagram(bare, DiagramContent(.stage(1))) }
    #expect(try Diagram(bare).boxes.map(\.id) == ["in image", "network", "out output"])
    #expect(try Diagram(bare, DiagramContent(.graph)).boxes.count == 6)
    #expect(Breakdown(Profile(bare), by: .parts).rows.map(\.name) == ["backbone"])
  }
}
