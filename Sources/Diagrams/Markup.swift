/// A label with fonts and tables, as Graphviz reads it between `<` and `>`.
package indirect enum Markup: Hashable, Sendable {
  case text(String)
  case lineBreak
  case bold(Markup)
  /// Text of another size in points or another color.
  case font(size: Double?, color: Color?, Markup)
  case sequence([Markup])
  case table(DotAttributes, rows: [[Cell]])

  /// A cell of a table.
  package struct Cell: Hashable, Sendable {
    package let attributes: DotAttributes
    package let content: Markup

    package init(_ content: Markup, _ attributes: DotAttributes = [:]) {
      self.content = content
      self.attributes = attributes
    }
  }
}

extension Markup {
  /// Lines one below the other.
  package static func lines(_ lines: [Markup]) -> Markup {
    .sequence(Array(lines.map { [$0] }.joined(separator: [.lineBreak])))
  }

  /// The text that a reader sees, lines joined by a space.
  package var plainText: String {
    switch self {
    case .text(let text): text
    case .lineBreak: " "
    case .bold(let content), .font(_, _, let content): content.plainText
    case .sequence(let parts): parts.map(\.plainText).joined()
    case .table(_, let rows):
      rows.map { $0.map(\.content.plainText).joined(separator: " ") }.joined(separator: " ")
    }
  }

  /// The markup in Graphviz's dialect of HTML.
  ///
  /// An element without content is a syntax error there, so empty text becomes a space.
  var source: String {
    switch self {
    case .text(let text):
      let shown = DotText.printable(text)
      return shown.isEmpty ? "&#160;" : DotText.xmlEscaped(shown)
    case .lineBreak: return "<BR/>"
    case .bold(let content): return "<B>\(content.source)</B>"
    case .font(let size, let color, let content):
      var attributes: DotAttributes = [:]
      if let size { attributes["POINT-SIZE"] = .number(size) }
      if let color { attributes["COLOR"] = .text(color.hex) }
      return "<FONT\(Self.source(of: attributes))>\(content.source)</FONT>"
    case .sequence(let parts):
      return parts.isEmpty ? "&#160;" : parts.map(\.source).joined()
    case .table(let attributes, let rows):
      let body = rows.map { row in
        let cells = row.map {
          "<TD\(Self.source(of: $0.attributes))>\($0.content.source)</TD>"
        }
        return "<TR>\(cells.joined())</TR>"
      }
      return "<TABLE\(Self.source(of: attributes))>\(body.joined())</TABLE>"
    }
  }

  private static func source(of attributes: DotAttributes) -> String {
    attributes.entries.map { entry in
      let value =
        switch entry.value {
        case .text(let text): DotText.xmlEscaped(DotText.printable(text))
        case .number(let number): DotText.number(number)
        case .markup: preconditionFailure("An attribute of a table holds text or a number.")
        }
      return " \(entry.name)=\"\(value)\""
    }.joined()
  }
}
