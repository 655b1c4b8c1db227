import RLANetworks

/// The names of the values of a model, each once.
struct NameTable {
  private var table = TextTable()

  init() { _ = table.number(of: "") }

  /// By number, the empty name first.
  var texts: TextList { table.texts }

  var count: Int { table.texts.count }

  /// The name with these bytes; bytes that are not UTF-8 become replacement characters.
  mutating func name(_ bytes: UnsafeRawBufferPointer) -> ONNXName {
    bytes.isEmpty ? .empty : ONNXName(table.number(of: bytes))
  }
}
