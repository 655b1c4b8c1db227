import RLAFormats
import RLASymbolic
import RLAText

extension JSONValue {
  /// A whole document: the version of its schema, then `members`.
  static func document(_ members: [Member]) -> JSONValue {
    .object([Member("schema", .integer(ReportSchema.version))] + members)
  }

  /// A number; a formula as a string where a symbol is left, null where it left the 64-bit range.
  init(_ number: Dim) {
    self =
      number.isOverflowed
      ? .null : number.value.map { .integer($0) } ?? .string("\(number)")
  }

  init(_ shape: Shape) {
    self = .array(shape.dims.map { JSONValue($0) })
  }
}
