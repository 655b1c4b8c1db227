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
    /// What happens to the column on a page that is too narrow.
    package let fitting: Fitting
    /// Whether only CSV has the column.
    package let isForMachines: Bool
    /// Whether it says how to read a row, as a unit does, and stands wherever the table continues.
    package let isRepeated: Bool

    package init(
      _ heading: String, key: String, _ alignment: Alignment, _ fitting: Fitting = .stays,
      isForMachines: Bool = false, isRepeated: Bool = false
    ) {
      self.heading = heading
      self.key = key
      self.alignment = alignment
      self.fitting = fitting
      self.isForMachines = isForMachines
      self.isRepeated = isRepeated
    }
  }

  /// How a column gives way where a page is too narrow.
  ///
  /// Columns that break their cells do so first, from the right; then headings break at their spaces
  /// and marks; then columns that may be left out go, from the right. What is too wide even so
  /// continues below, behind the first column and those that are repeated.
  package enum Fitting: Hashable, Sendable {
    /// As wide as its cells.
    case stays
    /// Breaks its cells into lines of at least so many characters.
    case breaks(to: Int)
    /// Is left out, and a line below the table names it.
    case goes
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
  case table = "text"
  case json
  case csv
  case markdown
  case latex

  /// The endings of the files of each format.
  package static let endings: [String: ReportFormat] = [
    "json": .json, "csv": .csv, "md": .markdown, "markdown": .markdown, "tex": .latex,
    "txt": .table,
  ]

  /// The format that the ending of a file names, whatever its case; nil where it names none.
  package init?(ofFile path: String) {
    guard let format = path.fileEnding.flatMap({ Self.endings[$0] }) else { return nil }
    self = format
  }
}

extension Table {
  /// The table in a textual format; `json` has no table form.
  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    switch format {
    case .table, .json: forPeople.aligned(on: page)
    case .csv: csv
    case .markdown: forPeople.markdown
    case .latex: forPeople.latex
    }
  }

  /// The table without the columns that only machines read.
  private var forPeople: Table {
    let shown = columns.indices.filter { !columns[$0].isForMachines }
    if shown.count == columns.count { return self }
    var table = self
    table.columns = shown.map { columns[$0] }
    table.rows = rows.map { row in shown.map { row[$0] } }
    return table
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
      if "\\|_*`<>&[]~$#".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    // Markdown drops leading spaces; they show the depth of a row.
    let indentation = escaped.prefix { $0 == " " }.count
    return String(repeating: "&nbsp;", count: indentation) + escaped.dropFirst(indentation)
  }

  /// The blocks that have lines, with an empty line between them.
  func blocks(_ blocks: [[String]]) -> [String] {
    Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
  }
}
