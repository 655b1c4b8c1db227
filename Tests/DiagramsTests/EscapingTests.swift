import Diagrams
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
}
