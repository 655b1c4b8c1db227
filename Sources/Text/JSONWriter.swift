/// Writes a document as bytes: text that grows piece by piece takes three times as long.
struct JSONWriter {
  /// What a document is written for.
  enum Purpose {
    /// A file, which a person may read.
    case file
    /// A line of text.
    case line
    /// An element of an HTML page, without spaces, in which no text ends the element.
    case page
  }

  private let purpose: Purpose
  private var bytes: [UInt8] = []
  private var indentation = 0

  private init(_ purpose: Purpose) { self.purpose = purpose }

  private var space: String { purpose == .page ? "" : " " }

  /// A whole document, in a file with the end of its last line.
  static func text(of document: JSONValue, for purpose: Purpose) -> String {
    var writer = JSONWriter(purpose)
    writer.write(document)
    if purpose == .file { writer.write("\n") }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private mutating func write(_ value: JSONValue) {
    switch value {
    case .null: write("null")
    case .bool(let value): write(value ? "true" : "false")
    case .integer(let value): write(String(value))
    // JSON has no spelling for what is not a number.
    case .number(let value): write(value.isFinite ? String(value) : "null")
    case .string(let value): writeQuoted(value)
    case .array(let values):
      write("[", "]", values, isFlat: value.isFlat) { $0.write($1) }
    case .object(let members):
      write("{", "}", members, isFlat: value.isFlat) { writer, member in
        writer.writeQuoted(member.key)
        writer.write(":" + writer.space)
        writer.write(member.value)
      }
    }
  }

  private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write<Element>(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ elements: [Element], isFlat: Bool,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    let isFlat = isFlat || purpose != .file
    bytes.append(UInt8(ascii: opening))
    indentation += 2
    for (index, element) in elements.enumerated() {
      if index > 0 { write(isFlat ? "," + space : ",") }
      if !isFlat { startLine() }
      body(&self, element)
    }
    indentation -= 2
    if !isFlat, !elements.isEmpty { startLine() }
    bytes.append(UInt8(ascii: closing))
  }

  private mutating func startLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
  }

  private mutating func writeQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): write("\\\"")
      case UInt8(ascii: "\\"): write("\\\\")
      case UInt8(ascii: "\n"): write("\\n")
      case UInt8(ascii: "\t"): write("\\t")
      case UInt8(ascii: "\r"): write("\\r")
      case 0..<0x20: writeEscaped(byte)
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
        purpose == .page ? writeEscaped(byte) : bytes.append(byte)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func writeEscaped(_ byte: UInt8) {
    write("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
  }
}

extension JSONValue {
  fileprivate var isFlat: Bool {
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
}
