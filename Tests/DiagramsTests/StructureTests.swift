import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLANetworks
import RLASymbolic
import Testing

@Suite struct StructureTests {
  @Test(arguments: drawnNetworks, drawnViews)
  func `Arrows are the values that go from box to box`(name: String, view: DiagramView) throws {
    let shapes = try shapes(name)
    let diagram = try Diagram(shapes, DiagramContent(view))
    var boxOfNode: [Int: Int] = [:]
    for (index, box) in diagram.boxes.enumerated() {
      for node in box.nodes {
        #expect(boxOfNode.updateValue(index, forKey: node) == nil, "a node in two boxes")
      }
    }
    var expected: Set<[Int]> = []
    for (node, box) in boxOfNode {
      for value in shapes.network.nodes[node].reads {
        guard let producer = shapes.network.producer(of: value), let from = boxOfNode[producer],
          from != box
        else { continue }
        expected.insert([from, box, value.index])
      }
    }
    let isTerminal = diagram.boxes.map { $0.role == .terminal }
    let inner = diagram.arrows.filter { !isTerminal[$0.from] && !isTerminal[$0.to] }
    // What is made in the drawing may begin once more at a further end.
    let further = diagram.arrows.filter { isTerminal[$0.from] }.flatMap { arrow in
      arrow.values.compactMap { value in
        shapes.network.producer(of: value).flatMap { boxOfNode[$0] }
          .map { [$0, arrow.to, value.index] }
      }
    }
    let drawn =
      inner.flatMap { arrow in arrow.values.map { [arrow.from, arrow.to, $0.index] } } + further
    #expect(Set(drawn) == expected)
    #expect(Set(diagram.boxes.map(\.id)).count == diagram.boxes.count)
  }

  @Test(arguments: drawnNetworks, drawnViews)
  func `What enters and leaves the drawn part has an end of its own`(
    name: String, view: DiagramView
  ) throws {
    let network = try shapes(name).network
    let diagram = try Diagram(try shapes(name), DiagramContent(view))
    let drawn = Set(diagram.boxes.flatMap(\.nodes))
    let incoming = Set(drawn.flatMap { network.nodes[$0].reads })
      .filter { network.producer(of: $0).map(drawn.contains) != true }
    let outer = network.nodes.indices.filter { !drawn.contains($0) }
      .flatMap { network.nodes[$0].reads }
    let returned = network.outputs.map(\.value)
    let outgoing = drawn.flatMap { network.nodes[$0].outputs }
      .filter { returned.contains($0) || outer.contains($0) }
    let isTerminal = diagram.boxes.map { $0.role == .terminal }
    let beginning = Set(diagram.arrows.filter { isTerminal[$0.from] }.flatMap(\.values))
    #expect(
      beginning.filter { network.producer(of: $0).map(drawn.contains) != true } == incoming)
    #expect(
      diagram.arrows.filter { isTerminal[$0.to] }.flatMap(\.values).sorted() == outgoing.sorted())
  }

  @Test(arguments: drawnNetworks, [DiagramView.network, .graph])
  func `A whole network shows every operator and all its work`(
    name: String, view: DiagramView
  ) throws {
    let shapes = try shapes(name)
    let diagram = try Diagram(shapes, DiagramContent(view))
    #expect(diagram.boxes.flatMap(\.nodes).sorted() == Array(shapes.network.nodes.indices))
    let total = shapes.network.nodes.indices.reduce(0 as Dim) {
      $0 + shapes.work(ofNode: $1)[.multiplyAdds]
    }
    #expect(diagram.boxes.reduce(0 as Dim) { $0 + $1.macs } == total)
    var owners: [Int: Int] = [:]
    for box in diagram.boxes {
      for layer in Set(box.nodes.compactMap { shapes.network.nodes[$0].layer }) {
        owners[layer, default: 0] += 1
      }
    }
    let counted = owners.reduce(0 as Dim) { sum, owner in
      sum + shapes.network.layers[owner.key].operator.parameterCount * Dim(owner.value)
    }
    #expect(diagram.boxes.reduce(0 as Dim) { $0 + $1.parameters } == counted)
  }

  @Test(arguments: drawnNetworks, drawnViews)
  func `The state has a lane of its own`(name: String, view: DiagramView) throws {
    let shapes = try shapes(name)
    for box in try Diagram(shapes, DiagramContent(view)).boxes where !box.nodes.isEmpty {
      let roles = box.nodes.map { shapes.network.role(of: shapes.network.nodes[$0]) }
      if box.lane == .state {
        #expect(!roles.contains(.main), "\(box.id)")
      } else {
        // Only the concatenation that feeds the features is counted as routing of the state.
        #expect(roles.allSatisfy { $0 == .main || $0 == .stateRouting }, "\(box.id)")
      }
    }
  }

  @Test(arguments: drawnNetworks, drawnViews)
  func `Shared weights have a double border and say how often they are used`(
    name: String, view: DiagramView
  ) throws {
    let shapes = try shapes(name)
    let network = shapes.network
    let counts = network.applicationCounts
    let diagram = try Diagram(shapes, DiagramContent(view))
    let text = diagram.dot().text
    for box in diagram.boxes {
      let shared = Set(box.nodes.compactMap { network.nodes[$0].layer }).filter {
        counts[$0] > 1 && !network.layers[$0].operator.weights.isEmpty
      }
      #expect(box.sharing.map(\.count).sorted() == shared.map { counts[$0] }.sorted())
      let line = try #require(text.split(separator: "\n").first { $0.contains("\"\(box.id)\" [") })
      #expect(line.contains("peripheries=2") == !shared.isEmpty)
      for layer in shared where network.layers[layer].operator.kind == Convolution.kind {
        #expect(line.contains("shared x\(counts[layer])"), "\(box.id)")
      }
    }
  }

  @Test func `The state reads the block's output as published and the branch as in the paper`()
    throws
  {
    for (wiring, kind) in [
      (Wiring.published, OperatorKind.relu), (.paper, BatchNormalization.kind),
    ] {
      let shapes = try shapes("rla_resnet50", wiring: wiring)
      var content = DiagramContent(.module(stage: nil, block: nil))
      content.wiring = wiring == .paper ? .paper : .published
      let diagram = try Diagram(shapes, content)
      let source = try #require(diagram.arrows.first { $0.role == .source })
      let last = try #require(diagram.boxes[source.from].nodes.last)
      #expect(shapes.network.operator(of: shapes.network.nodes[last]).kind == kind)
      let note = try #require(diagram.notes.first { $0.hasPrefix("y:") })
      #expect(note.contains(wiring == .paper ? "as in the paper" : "as the published code runs"))
    }
  }

  @Test(arguments: [
    ("rlav5_resnet50", "the shortcut"), ("rla_mobilenetv2", "the residual branch"),
    ("rlaus_resnet50", "the residual branch"), ("rlav3_resnet50", "the block's output"),
  ])
  func `The caption names the tensor that the state reads`(name: String, tensor: String) throws {
    for view in [DiagramView.module(stage: 2, block: 1), .module(stage: 2, block: 2)]
    where name != "rla_mobilenetv2" || view == .module(stage: 2, block: 2) {
      let diagram = try Diagram(try shapes(name), DiagramContent(view))
      #expect(diagram.notes.contains("y: \(tensor)."))
    }
  }

  @Test func `Parts that are not there and graphs that are too large are refused`() throws {
    let shapes = try shapes("rla_resnet50")
    #expect(throws: DiagramFailure.noStage(5, count: 4)) {
      try Diagram(shapes, DiagramContent(.stage(5)))
    }
    #expect(throws: DiagramFailure.noBlock(4, stage: 1, count: 3)) {
      try Diagram(shapes, DiagramContent(.module(stage: 1, block: 4)))
    }
    var content = DiagramContent(.graph)
    content.largestGraph = 100
    let count = shapes.network.nodes.count
    #expect {
      try Diagram(shapes, content)
    } throws: { error in
      guard case .tooManyOperators(count, limit: 100, let modules)? = error as? DiagramFailure
      else {
        return false
      }
      return modules.count == 3
    }
    let bare = Network("bare") { net, image in
      [net.layer("conv", Convolution(3, 4, Window(1)))(image)]
    }
    let bareShapes = try InferredShapes(bare, input: [1, 3, 8, 8])
    #expect(throws: DiagramFailure.noBlocks) {
      try Diagram(bareShapes, DiagramContent(.module(stage: nil, block: nil)))
    }
    #expect(try Diagram(bareShapes).boxes.count == 3)
  }

  @Test func `Several outputs and branches are drawn`() throws {
    let network = Network("branches") { net, image in
      let x = net.stage("backbone") {
        net.layer("a", Convolution(3, 4, .same(3, stride: 2)))(image)
      }
      return net.stage("neck") {
        let y = net.layer("b", Convolution(4, 4, .same(3, stride: 2)))(x)
        return [net.layer("c", Convolution(4, 2, Window(1)))(x), y]
      }
    }
    let shapes = try InferredShapes(network, input: [1, 3, 32, 32])
    // The overview has one end for what leaves a stage.
    for (view, ends) in [(DiagramView.network, 2), (.graph, 3)] {
      let diagram = try Diagram(shapes, DiagramContent(view))
      #expect(diagram.boxes.count { $0.role == .terminal } == ends)
      _ = try diagram.rendered(as: .svg)
    }
  }
}
