extension DotGraph {
  /// The drawing in the DOT language, one statement a line.
  package var text: String {
    var writer = DotWriter()
    writer.write(self)
    return writer.text
  }
}

/// Writes statements with their indentation.
private struct DotWriter {
  private(set) var text = ""
  private var depth = 0

  mutating func write(_ graph: DotGraph) {
    line("digraph \(DotText.quoted(graph.name)) {")
    depth += 1
    defaults("graph", graph.attributes)
    defaults("node", graph.nodeDefaults)
    defaults("edge", graph.edgeDefaults)
    for statement in graph.statements { write(statement) }
    depth -= 1
    line("}")
  }

  private mutating func write(_ statement: DotStatement) {
    switch statement {
    case .node(let name, let attributes):
      line("\(DotText.quoted(name))\(list(attributes));")
    case .edge(let from, let to, let attributes):
      line("\(DotText.quoted(from)) -> \(DotText.quoted(to))\(list(attributes));")
    case .sameRank(let names):
      line("{ rank=same; \(names.map { "\(DotText.quoted($0)); " }.joined())}")
    }
  }

  private mutating func defaults(_ keyword: String, _ attributes: DotAttributes) {
    if !attributes.isEmpty { line("\(keyword)\(list(attributes));") }
  }

  private func list(_ attributes: DotAttributes) -> String {
    if attributes.isEmpty { return "" }
    let entries = attributes.entries.map { "\($0.name)=\(source(of: $0))" }
    return " [\(entries.joined(separator: " "))]"
  }

  private func source(of entry: DotAttributes.Entry) -> String {
    switch entry.value {
    case .text(let text):
      DotText.quoted(
        text, limit: entry.name == "tooltip" ? DotText.longestNote : DotText.longestName)
    case .number(let number): DotText.number(number)
    case .markup(let markup): "<\(markup.source)>"
    }
  }

  private mutating func line(_ content: String) {
    text += String(repeating: "  ", count: depth) + content + "\n"
  }
}
