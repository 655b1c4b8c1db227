import RLAText
import Testing

@Suite struct JSONTests {
  @Test func `Text is escaped where JSON asks for it, and nowhere else`() {
    #expect(
      JSONValue.string("\"\\\n\t\r\u{1}\u{1F} é😀").text
        == #""\"\\\n\t\r\u0001\u001f é😀""# + "\n")
  }

  @Test func `Plain values share a line, others have lines of their own`() {
    let document: JSONValue = ["a": [1, 2], "b": ["c": .null], "d": [], "e": [.object([])]]
    #expect(
      document.text == """
        {
          "a": [1, 2],
          "b": {"c": null},
          "d": [],
          "e": [{}]
        }

        """)
  }

  @Test func `What is not a number is null`() {
    #expect(
      JSONValue.array([.number(.nan), .number(.infinity), .number(0.5)]).text
        == "[null, null, 0.5]\n")
  }
}
