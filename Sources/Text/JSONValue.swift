/// A JSON document whose keys keep their order.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  public struct Member: Hashable, Sendable {
    public let key: String
    public let value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map(Member.init))
  }
}

extension JSONValue: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self = .integer(value) }
}

extension JSONValue {
  /// The document with two spaces per level; containers of plain values stand on one line.
  public var text: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text + "\n"
  }

  private var isFlat: Bool {
    switch self {
    case .array(let values): values.allSatisfy(\.isPlain) && values.count <= 8
    case .object(let members): members.allSatisfy(\.value.isPlain) && members.count <= 3
    default: true
    }
  }

  private var isPlain: Bool {
    switch self {
    case .array(let values): values.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }

  private func write(to text: inout String, indentation: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    // JSON has no spelling for what is not a number.
    case .number(let value): text += value.isFinite ? String(value) : "null"
    case .string(let value): Self.writeQuoted(value, to: &text)
    case .array(let values):
      let flat = isFlat
      Self.write("[", "]", values, flat, &text, indentation) { value, text in
        value.write(to: &text, indentation: indentation + 2)
      }
    case .object(let members):
      let flat = isFlat
      Self.write("{", "}", members, flat, &text, indentation) { member, text in
        Self.writeQuoted(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indentation: indentation + 2)
      }
    }
  }

  private static func write<Element>(
    _ opening: String, _ closing: String, _ elements: [Element], _ isFlat: Bool,
    _ text: inout String, _ indentation: Int, _ body: (Element, inout String) -> Void
  ) {
    text += opening
    for (index, element) in elements.enumerated() {
      if index > 0 { text += isFlat ? ", " : "," }
      if !isFlat { startLine(&text, indentation + 2) }
      body(element, &text)
    }
    if !isFlat, !elements.isEmpty { startLine(&text, indentation) }
    text += closing
  }

  private static func startLine(_ text: inout String, _ indentation: Int) {
    text += "\n"
    for _ in 0..<indentation { text += " " }
  }

  private static func writeQuoted(_ string: String, to text: inout String) {
    text += "\""
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    ) {
      text += string
    } else {
      writeEscaped(string, to: &text)
    }
    text += "\""
  }

  private static func writeEscaped(_ string: String, to text: inout String) {
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
