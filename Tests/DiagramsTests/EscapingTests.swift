import Foundation
import RLAAnalysis
import RLADiagrams
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct EscapingTests {
  @Test func `Quotes, backslashes and entities are shown as they stand`() {
    let graph = DotGraph(
      "a\"b\\N&lt;", statements: [.node("x", ["label": .markup(.text("<&>\"'"))])])
    #expect(
      graph.text == """
        digraph "a\\"b\\\\N&amp;lt;" {
          "x" [label=<&lt;&amp;&gt;&quot;&#39;>];
        }

        """)
  }

  static let hostileNames = [
    "\\N\\G\\E\\l", "a\"b", "<b>&amp;</b>", "--><script>alert(1)</script>", "]]>", "node", "graph",
    "{a|b}", "a\u{0}b\u{7}c\u{202E}d", "\u{FFFE}", "", " ", "名前 模型", "é\u{301}🙂", "%3 &#10; &nbsp;",
    String(repeating: "x", count: 5000), "a\nb\tc", "\\", "\"", "<", "&", "edge -> edge",
  ]

  @Test(arguments: hostileNames)
  func `A hostile name is text and nothing else`(name: String) throws {
    try draw(name)
  }

  @Test(arguments: hostileNames)
  func `A hostile name in a file is text, and short`(name: String) throws {
    let size = Dim(Symbol(name.isEmpty ? "n" : name))
    let input = Input(name, .float([1, 3, size, size]))
    let network = Network(name, inputs: [input]) { net, values in
      let layer = net.layer(name, Convolution(3, 4, Window(1)))
      let sum = net.scope(name + ".inner").run { layer(values[0]) + layer(values[0]) }
      net.nameNodes(name + "/Conv", type: "Conv")
      return [(name, sum)]
    }
    let shapes = try InferredShapes(network, inputs: [input.fact])
    for view in [DiagramView.network, .graph] {
      let diagram = try Diagram(shapes, DiagramContent(view))
      #expect(diagram.boxes.flatMap(\.lines).allSatisfy { $0.text.count <= 60 })
      let document = try SVGDocument(try diagram.rendered(as: .svg).bytes)
      #expect(document.texts["script"] == nil)
      #expect(Set(document.ids).count == document.ids.count)
    }
  }

  @Test func `Random names are drawn`() throws {
    var generator = SeededGenerator(seed: 4)
    let alphabet = Array("<>&\"'\\{}|;:#-[]=/% \n\tNGETL\u{0}\u{1F}\u{2028}éx0").map(String.init)
    for _ in 0..<60 {
      let length = Int.random(in: 1...24, using: &generator)
      try draw(
        (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined())
    }
  }

  /// Draws a network with this name, layers of this name and a stage of this name.
  private func draw(_ name: String) throws {
    let network = Network(name) { net, image in
      net.stage(name) {
        let x = net.layer(name, Convolution(3, 4, Window(1)))(image)
        return [net.layer(name + "2", Convolution(4, 4, Window(1)))(x)]
      }
    }
    let shapes = try InferredShapes(network, input: [1, 3, 8, 8])
    for view in [DiagramView.network, .graph] {
      let diagram = try Diagram(shapes, DiagramContent(view))
      let document = try SVGDocument(try diagram.rendered(as: .svg).bytes)
      #expect(document.texts["script"] == nil)
      #expect(Set(document.ids).count == document.ids.count)
      let nodes = diagram.boxes.count
      #expect(document.ids.count { !$0.contains("arrow") } >= nodes)
    }
  }
}
