import RLAText
import Testing

/// Names and numbers in formats that have characters of their own.
@Suite struct EscapingTests {
  private static let hostile = "<b>R&D</b> \"q\" 's' \\N {x|y} &lt; ⌊H/2⌋ ≥ 3 [4] ~$#^%_ 网é"

  @Test func `LaTeX has commands for what it cannot take`() {
    #expect(
      LaTeX.escaped("  ⌊(H − 1)/2⌋ ≥ a_b")
        == "\\hspace*{2ex}$\\lfloor$(H $-$ 1)/2$\\rfloor$ $\\geq$ a\\_b")
    #expect(LaTeX.escaped("<|>") == "\\textless{}\\textbar{}\\textgreater{}")
    #expect(LaTeX.escaped("*") == "{*}" && LaTeX.escaped("[1]") == "{[}1{]}")
    #expect(LaTeX.escaped("网é\u{1B}") == "U+7F51éU+001B")
  }

  @Test func `LaTeX stops at no character`() {
    for value in (0..<UInt32(0x3000)) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let escaped = LaTeX.escaped("x\(scalar)")
      #expect(isValidLaTeX(escaped), "\(escaped) for \(value)")
    }
    #expect(isValidLaTeX(LaTeX.escaped(Self.hostile)))
  }

  @Test func `Markdown shows markup and entities as they were written`() {
    let table = Table(
      columns: [Table.Column("name", key: "name", .left)], rows: [[Table.Cell(Self.hostile)]])
    let row = table.text(.markdown).split(separator: "\n").last.map(String.init) ?? ""
    #expect(row.contains("\\<b\\>R\\&D\\</b\\>") && row.contains("\\&lt;"))
    #expect(row.contains("{x\\|y}") && row.contains("\\[4\\]"))
  }

  @Test func `CSV gives back what was put in`() {
    let cells = [Self.hostile, "a,b", "two\nlines", "one\r", "\"", ""]
    let table = Table(
      columns: cells.indices.map { Table.Column("c\($0)", key: "c\($0)", .left) },
      rows: [cells.map { Table.Cell($0) }])
    let text = table.text(.csv).drop { $0 != "\n" }.dropFirst()
    #expect(fields(of: String(text)) == cells)
  }

  @Test func `What has no form is written out`() {
    #expect(
      "a\u{1}b\u{1B}[31m\u{7F}\u{202E}\u{2028}é".printable
        == "a\\u{1}b\\u{1B}[31m\\u{7F}\\u{202E}\\u{2028}é")
    #expect("plain é 网".printable == "plain é 网")
  }

  @Test func `Names that are shared say where they come from`() {
    #expect(
      distinctNames([("net", "a.yaml"), ("net", "b.yaml"), ("other", "c.yaml")])
        == ["net (a.yaml)", "net (b.yaml)", "other"])
    #expect(
      distinctNames([("resnet50", "resnet50"), ("resnet50", "x.yaml")])
        == ["resnet50", "resnet50 (x.yaml)"])
    #expect(
      distinctNames([("m", "/data/one/m.onnx"), ("m", "/data/two/v/m.onnx"), ("m", "/data/m.onnx")])
        == ["m (one/m.onnx)", "m (two/v/m.onnx)", "m (m.onnx)"])
  }

  /// Reads one record as RFC 4180 has it.
  private func fields(of record: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    var wasQuote = false
    for scalar in record.unicodeScalars.dropLast() {
      if scalar == "\"" {
        if wasQuote { fields[fields.count - 1] += "\"" }
        wasQuote = isQuoted && !wasQuote
        isQuoted.toggle()
      } else {
        wasQuote = false
        if scalar == ",", !isQuoted {
          fields.append("")
        } else {
          fields[fields.count - 1] += "\(scalar)"
        }
      }
    }
    return fields
  }
}

/// Whether text stands in LaTeX with its own encodings: commands, ASCII, and letters with accents.
private func isValidLaTeX(_ text: String) -> Bool {
  var isCommand = false
  var dollars = 0
  for scalar in text.unicodeScalars {
    if isCommand {
      isCommand = false
      continue
    }
    switch scalar {
    case "\\": isCommand = true
    case "$": dollars += 1
    case "&", "%", "#", "<", ">", "|": return false
    case "_", "^": if dollars.isMultiple(of: 2) { return false }
    case _ where scalar.isASCII: if scalar.value < 32 || scalar.value == 127 { return false }
    default: if !(0xC0...0x17F).contains(scalar.value) { return false }
    }
  }
  return dollars.isMultiple(of: 2)
}
