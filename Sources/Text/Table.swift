/// Rows and columns that can be written in several formats.
package struct Table: Sendable {
  package enum Alignment: Sendable {
    case left
    case right
  }

  package struct Column: Sendable {
    /// The heading for people.
    package let heading: String
    /// The heading for machines, with the unit of the full number.
    package let key: String
    package let alignment: Alignment

    package init(_ heading: String, key: String, _ alignment: Alignment) {
      self.heading = heading
      self.key = key
      self.alignment = alignment
    }
  }

  package struct Cell: Sendable, ExpressibleByStringLiteral {
    /// What people read.
    package let text: String
    /// What machines read, in full.
    package let raw: String

    package init(_ text: String, raw: String? = nil) {
      self.text = text
      self.raw = raw ?? text
    }

    package init(stringLiteral value: String) { self.init(value) }
  }

  package var columns: [Column]
  package var rows: [[Cell]]
  /// Lines above the table: what it is about.
  package var header: [String]
  /// Lines below the table: units, conventions, assumptions.
  package var footer: [String]

  package init(
    columns: [Column], rows: [[Cell]], header: [String] = [], footer: [String] = []
  ) {
    self.columns = columns
    self.rows = rows
    self.header = header
    self.footer = footer
  }
}

/// How a report is written.
package enum ReportFormat: String, CaseIterable, Sendable {
  case table
  case json
  case csv
  case markdown
  case latex

  /// The endings of the files of each format.
  private static let endings: [String: ReportFormat] = [
    "json": .json, "csv": .csv, "md": .markdown, "markdown": .markdown, "tex": .latex,
    "txt": .table,
  ]

  /// The format that the ending of a file names, whatever its case; nil where it names none.
  package init?(ofFile path: String) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let ending = parts.last,
      let format = Self.endings[ending.lowercased()]
    else { return nil }
    self = format
  }
}

extension Table {
  /// The table in a textual format; `json` has no table form.
  package func text(_ format: ReportFormat, styled: Bool = false) -> String {
    switch format {
    case .table, .json: aligned(styled: styled)
    case .csv: csv
    case .markdown: markdown
    case .latex: latex
    }
  }

  private func aligned(styled: Bool) -> String {
    let widths = columns.indices.map { column in
      rows.reduce(columns[column].heading.count) { max($0, $1[column].text.count) }
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { index, cell in
        let space = String(repeating: " ", count: widths[index] - cell.count)
        return columns[index].alignment == .left ? cell + space : space + cell
      }
      return padded.joined(separator: "  ").trimmingTrailingSpaces
    }
    let heading = line(columns.map(\.heading))
    let rule = String(repeating: "-", count: widths.reduce(0, +) + 2 * max(0, widths.count - 1))
    let body = rows.map { line($0.map(\.text)) }
    let table =
      columns.isEmpty ? [] : [styled ? "\u{1B}[1m\(heading)\u{1B}[0m" : heading, rule] + body
    return blocks([header, table, footer]).joined(separator: "\n") + "\n"
  }

  private var csv: String {
    let lines = [columns.map(\.key)] + rows.map { $0.map(\.raw) }
    return lines.map { $0.map(Self.quotedForCSV).joined(separator: ",") + "\n" }.joined()
  }

  private static func quotedForCSV(_ field: String) -> String {
    let needsQuotes = field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return needsQuotes ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
  }

  private var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let rule = columns.map { $0.alignment == .left ? ":--" : "--:" }
    let table =
      columns.isEmpty
      ? []
      : [line(columns.map { Self.escapedForMarkdown($0.heading) }), line(rule)]
        + rows.map { row in line(row.map { Self.escapedForMarkdown($0.text) }) }
    let notes = [header, footer].map { $0.map { "\(Self.escapedForMarkdown($0))  " } }
    return blocks([notes[0], table, notes[1]]).joined(separator: "\n") + "\n"
  }

  private static func escapedForMarkdown(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "\\|_*`<>".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    // Markdown drops leading spaces; they show the depth of a row.
    let indentation = escaped.prefix { $0 == " " }.count
    return String(repeating: "&nbsp;", count: indentation) + escaped.dropFirst(indentation)
  }

  private var latex: String {
    let alignment = columns.map { $0.alignment == .left ? "l" : "r" }.joined()
    func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }
    let comments = (header + footer).map { "% \($0)" }
    let table =
      [
        "\\begin{tabular}{\(alignment)}", "\\hline",
        line(columns.map { Self.escapedForLaTeX($0.heading) }), "\\hline",
      ]
      + rows.map { row in line(row.map { Self.escapedForLaTeX($0.text) }) }
      + ["\\hline", "\\end{tabular}"]
    return (comments + table).joined(separator: "\n") + "\n"
  }

  package static func escapedForLaTeX(_ text: String) -> String {
    var escaped = ""
    let indentation = text.prefix { $0 == " " }.count
    for character in text.dropFirst(indentation) {
      switch character {
      case "\\": escaped += "\\textbackslash{}"
      case "&", "%", "$", "#", "_", "{", "}": escaped += "\\\(character)"
      case "~": escaped += "\\textasciitilde{}"
      case "^": escaped += "\\textasciicircum{}"
      case "⌊": escaped += "$\\lfloor$"
      case "⌋": escaped += "$\\rfloor$"
      case "·": escaped += "$\\cdot$"
      case "×": escaped += "$\\times$"
      default: escaped.append(character)
      }
    }
    return (indentation > 0 ? "\\hspace*{\(indentation)ex}" : "") + escaped
  }

  /// The blocks that have lines, with an empty line between them.
  private func blocks(_ blocks: [[String]]) -> [String] {
    Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
