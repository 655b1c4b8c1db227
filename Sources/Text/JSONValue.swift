/// A JSON document whose keys keep their order.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Hashable, Sendable {
    package let key: String
    package let value: JSONValue

    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map(Member.init))
  }
}

extension JSONValue: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) { self = .integer(value) }
}

extension JSONValue {
  /// The document with two spaces per level; containers of plain values stand on one line.
  package var text: String { JSONWriter.text(of: self, for: .file) }

  /// The document on one line, without an end of it.
  package var line: String { JSONWriter.text(of: self, for: .line) }

  /// The document in one line for an element of an HTML page: `<`, `>` and `&` are escaped, so that
  /// no text in it ends the element.
  package var pageText: String { JSONWriter.text(of: self, for: .page) }
}
