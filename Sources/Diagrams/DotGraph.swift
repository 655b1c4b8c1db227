/// A drawing in the DOT language, as plain data.
///
/// Statements are written in their order, so equal values give equal bytes.
package struct DotGraph: Hashable, Sendable {
  /// The name of the graph.
  package var name: String
  package var attributes: DotAttributes
  /// What every node has unless it says otherwise.
  package var nodeDefaults: DotAttributes
  /// What every edge has unless it says otherwise.
  package var edgeDefaults: DotAttributes
  package var statements: [DotStatement]

  package init(
    _ name: String, attributes: DotAttributes = [:], nodeDefaults: DotAttributes = [:],
    edgeDefaults: DotAttributes = [:], statements: [DotStatement] = []
  ) {
    self.name = name
    self.attributes = attributes
    self.nodeDefaults = nodeDefaults
    self.edgeDefaults = edgeDefaults
    self.statements = statements
  }
}

/// A line or a group of lines of a drawing.
package enum DotStatement: Hashable, Sendable {
  case node(String, DotAttributes)
  case edge(from: String, to: String, DotAttributes)
  /// Nodes that stand side by side.
  case sameRank([String])
}

/// Names and values in the order in which they are written.
package struct DotAttributes: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// A name and its value.
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let value: DotValue
  }

  package private(set) var entries: [Entry] = []

  package init(dictionaryLiteral elements: (String, DotValue)...) {
    for (name, value) in elements { self[name] = value }
  }

  /// The value under a name; setting nil takes the entry out.
  package subscript(name: String) -> DotValue? {
    get { entries.first { $0.name == name }?.value }
    set {
      let index = entries.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): entries[index] = Entry(name: name, value: value)
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append(Entry(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  package var isEmpty: Bool { entries.isEmpty }
}

/// The value of an attribute.
package enum DotValue: Hashable, Sendable {
  /// Text that is shown as it stands, or a keyword of Graphviz.
  case text(String)
  /// A label with fonts and tables.
  case markup(Markup)
  case number(Double)
}

extension DotValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
}
