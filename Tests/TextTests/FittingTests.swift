import RLAText
import Testing

/// Tables on a page that is too narrow for them.
@Suite struct FittingTests {
  private let table = Table(
    columns: [
      Table.Column("name", key: "name", .left, .breaks(to: 8)),
      Table.Column("count", key: "count", .right),
      Table.Column("note", key: "note", .left, .breaks(to: 10)),
      Table.Column("more", key: "more", .right, .goes),
      Table.Column("depth", key: "depth", .right, isForMachines: true),
    ],
    rows: [
      ["  stage_one.conv", "1,000", "seen by every tool alike", "12,345", "2"],
      ["b", "7", "", "1", "1"],
    ],
    header: ["training  425.1 MB = parameters 103.5 MB + gradients 103.5 MB"], footer: ["a note"])

  @Test func `A wide page has the table as it is`() {
    #expect(table.text(.table, on: Page(width: 200)) == table.text(.table))
    #expect(!table.text(.table).contains("depth"))
  }

  @Test func `The rightmost column that breaks gives way first`() {
    let lines = table.text(.table, on: Page(width: 56)).split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "training  425.1 MB = parameters 103.5 MB + gradients", "          103.5 MB",
        "name              count  note                       more",
        "--------------------------------------------------------",
        "  stage_one.conv  1,000  seen by every tool       12,345",
        "                         alike",
        "b                     7                                1", "a note",
      ])
  }

  @Test func `What may be left out goes last and is named`() {
    let text = table.text(.table, on: Page(width: 30))
    #expect(
      text.contains(
        """
        name         count  note
        ------------------------------
          stage_     1,000  seen by
          one.conv          every tool
                            alike
        b                7
        """), "\(text)")
    #expect(text.contains("Left out at this width"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 30 }, "\(text)")
    #expect(text.contains("more"))
  }

  @Test func `Headings break before a column is left out`() {
    let table = Table(
      columns: [
        Table.Column("name", key: "name", .left),
        Table.Column("peak inference_bytes", key: "peak", .right, .goes),
        Table.Column("of peak", key: "share", .right, .goes),
      ], rows: [["a", "1.25 M", "0.50"]])
    #expect(
      table.text(.table, on: Page(width: 22)).split(separator: "\n").prefix(4).map(String.init)
        == [
          "name        peak    of", "      inference_  peak", "           bytes",
          "----------------------",
        ])
  }

  @Test func `What stays and does not fit continues below, behind the first column`() {
    let names = ["resnet50", "resnet101", "rla_resnet50"]
    let table = Table(
      columns: [Table.Column("", key: "figure", .left, .breaks(to: 16))]
        + names.map { Table.Column($0, key: $0, .right) },
      rows: [["parameters", "25.56 M", "44.55 M", "24.67 M"]])
    #expect(
      table.text(.table, on: Page(width: 34)) == """
                    resnet50  resnet101
        -------------------------------
        parameters   25.56 M    44.55 M

                    rla_resnet50
        ------------------------
        parameters       24.67 M

        """)
  }

  @Test func `The unit of a row stands wherever the table continues`() {
    let names = ["resnet50", "resnet101", "resnet152"]
    let table = Table(
      columns: [
        Table.Column("figure", key: "figure", .left),
        Table.Column("unit", key: "unit", .left, isRepeated: true),
      ] + names.map { Table.Column($0, key: $0, .right) },
      rows: [["work", "MACs", "4.09 G", "7.80 G", "11.51 G"]])
    #expect(
      table.text(.table, on: Page(width: 36)) == """
        figure  unit  resnet50  resnet101
        ---------------------------------
        work    MACs    4.09 G     7.80 G

        figure  unit  resnet152
        -----------------------
        work    MACs    11.51 G

        """)
    for width in [1, 8, 14, 20] {
      let text = table.text(.table, on: Page(width: width))
      #expect(text.split(separator: "\n\n").allSatisfy { contains(String($0), "MACs") }, "\(text)")
    }
  }

  @Test func `Columns that are left out are named once`() {
    let table = Table(
      columns: [Table.Column("name", key: "name", .left)]
        + (0..<9).map { Table.Column("ratio", key: "ratio \($0)", .right, .goes) },
      rows: [["a"] + [Table.Cell](repeating: "0.5000", count: 9)])
    let text = table.text(.table, on: Page(width: 40))
    #expect(text.replacing("\n", with: " ").contains("file or a pipe has it: ratio. "))
  }

  @Test(arguments: [1, 2, 5, 9, 13, 21, 34, 55])
  func `No width loses a letter of a cell that stays`(width: Int) {
    let text = table.text(.table, on: Page(width: width))
    let letters = text.filter(\.isLetter)
    for word in ["stage_one.conv", "every", "gradients"] {
      // A word that is cut keeps its order.
      #expect(contains(letters, word.filter(\.isLetter)), "\(word) at \(width): \(text)")
    }
  }

  private func contains(_ text: String, _ word: String) -> Bool {
    var rest = word[...]
    for letter in text where letter == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }

  @Test func `Machines read every column, people those that are meant for them`() {
    #expect(table.text(.csv).hasPrefix("name,count,note,more,depth\n"))
    #expect(!table.text(.markdown).contains("depth") && !table.text(.latex).contains("depth"))
  }

  @Test func `Stacked tables say whose a row is, and leave empty what one lacks`() {
    let one = Table(
      columns: [Table.Column("N", key: "N", .right), Table.Column("k", key: "k", .right)],
      rows: [["1", "32"]])
    let other = Table(columns: [Table.Column("N", key: "N", .right)], rows: [["2"]])
    let text = Table.stacked([("a", one), ("b,c", other)]).text(.csv)
    #expect(text == "model,N,k\na,1,32\n\"b,c\",2,\n")
  }
}
