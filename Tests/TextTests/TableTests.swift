import Foundation
import RLAText
import Testing

@Suite struct TableTests {
  private let table = Table(
    columns: [Table.Column("name", key: "name", .left), Table.Column("n", key: "count", .right)],
    rows: [
      [Table.Cell("  a_b,\"c\""), Table.Cell("1.000 k", raw: "1000")],
      [Table.Cell("x & 50 %|"), Table.Cell("7")],
    ],
    header: ["about"], footer: ["note"])

  @Test func `Tables align their columns`() {
    #expect(
      table.text(.table)
        == """
        about

        name             n
        ------------------
          a_b,"c"  1.000 k
        x & 50 %|        7

        note

        """)
  }

  @Test func `Columns count characters and not bytes`() {
    let table = Table(
      columns: [Table.Column("name", key: "name", .left), Table.Column("n", key: "n", .right)],
      rows: [[Table.Cell("héé"), Table.Cell("7")], [Table.Cell("plain"), Table.Cell("é10")]])
    #expect(
      table.text(.table) == """
        name     n
        ----------
        héé      7
        plain  é10

        """)
  }

  @Test func `CSV has full numbers and quotes what needs it`() {
    #expect(table.text(.csv) == "name,count\n\"  a_b,\"\"c\"\"\",1000\nx & 50 %|,7\n")
  }

  @Test func `Markdown and LaTeX escape their special characters`() {
    #expect(table.text(.markdown).contains("| &nbsp;&nbsp;a\\_b,\"c\" | 1.000 k |"))
    #expect(table.text(.markdown).contains("x \\& 50 %\\|"))
    #expect(table.text(.latex).contains("x \\& 50 \\%\\textbar{} & 7 \\\\"))
    #expect(table.text(.latex).contains("\\hspace*{2ex}a\\_b"))
  }

  @Test func `JSON keeps its order and is read back by another parser`() throws {
    let hostile = "a\"b\\c\n\u{1}\u{7F}é😀"
    let value: JSONValue = [
      "z": 1, "a": [1, 2, 3], "text": .string(hostile), "none": .null, "nan": .number(.nan),
      "nested": .array([["k": .bool(true)], .object([])]),
    ]
    let text = value.text
    #expect(text.hasPrefix("{\n  \"z\": 1,\n  \"a\": [1, 2, 3],"))
    let parsed = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(parsed["text"] as? String == hostile)
    #expect(parsed["nan"] is NSNull)
  }

  @Test func `LaTeX has the unit of a column in its head`() {
    func cells(_ texts: [String], raw: [Int?] = []) -> [String] {
      let table = Table(
        columns: [Table.Column("n", key: "n", .right)],
        rows: texts.enumerated().map { number, text in
          [Table.Cell(text, raw: raw.isEmpty ? nil : raw[number].map(String.init))]
        })
      let lines = table.text(.latex).split(separator: "\n").filter { $0.hasSuffix("\\\\") }
      return lines.map { String($0.dropLast(3)) }
    }
    #expect(cells(["7.7 %", "12.0 %"]) == ["n (\\%)", "7.7", "12.0"])
    #expect(
      cells(["4.089 G", "300.8 M", ""], raw: [4_089_184_256, 300_774_272, nil])
        == ["n (G)", "4.089", "0.301", ""])
    #expect(
      cells(["25.56 M", "3.505 M"], raw: [25_557_032, 3_504_872]) == ["n (M)", "25.56", "3.50"])
    #expect(cells(["+1.5 Mi", "-2.5 Mi"]) == ["n (Mi)", "+1.5", "-2.5"])
    // A number that would keep one digit or none keeps its own unit.
    #expect(cells(["25.56 M", "64"], raw: [25_557_032, 64]) == ["n", "25.56 M", "64"])
    #expect(cells(["7", "8"]) == ["n", "7", "8"])
    #expect(cells(["1.000", "2.000"]) == ["n", "1.000", "2.000"])
    let times = Table(columns: [Table.Column("median ms", key: "m", .right)], rows: [["1.5"]])
    #expect(times.text(.latex).contains("\nmedian (ms) \\\\\n\\midrule\n1.5 \\\\"))
  }
}
