import RLANetworks
import RLAText

extension CheckpointWriter {
  /// Writes a header that names the tensors in the order of the source, and the elements of those of
  /// wide types first, then by name, as the library orders them.
  ///
  /// The library needs elements at multiples of their width, and a state_dict has counters of 8 bytes
  /// between others; it reads a header in any order.
  func writeSafetensors(_ source: some TensorFile, to put: Put) throws(Failure) {
    let tensors = source.tensors.sorted { one, other in
      if one.type.bytes != other.type.bytes { return one.type.bytes > other.type.bytes }
      return one.name < other.name
    }
    let header = self.header(source.tensors, elements: tensors)
    if header.count > SafetensorsFile.mostHeaderBytes {
      throw .tooLong(limit: SafetensorsFile.mostHeaderBytes)
    }
    let length = UInt64(header.count)
    try Self.put(withUnsafeBytes(of: length.littleEndian) { Array($0) } + header, to: put)
    for tensor in tensors { try Self.elements(of: tensor, in: source, to: put) }
  }

  /// The header, with blanks at its end so that the elements begin at a multiple of 8.
  private func header(_ tensors: [FileTensor], elements: [FileTensor]) -> [UInt8] {
    var starts: [String: Int] = [:]
    var offset = 0
    for tensor in elements {
      starts[tensor.name] = offset
      offset += tensor.byteCount
    }
    var members = [JSONValue.Member(SafetensorsFile.metadataKey, metadata)]
    for tensor in tensors {
      let start = starts[tensor.name] ?? 0
      members.append(
        JSONValue.Member(
          tensor.name,
          [
            "dtype": .string(Self.typeNames[tensor.type] ?? ""),
            "shape": .array(tensor.shape.map { .integer($0) }),
            "data_offsets": [.integer(start), .integer(start + tensor.byteCount)],
          ]))
    }
    let text = Array(JSONValue.object(members).line.utf8)
    return text + [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
  }

  /// `format` is for programs that read tensors of PyTorch.
  private var metadata: JSONValue {
    let notes = [
      ("arch", architecture), ("best_acc1", bestAccuracy.map { "\($0)" }),
      ("epoch", epoch.map { "\($0)" }), ("format", "pt"),
    ]
    return .object(
      notes.compactMap { key, text in text.map { JSONValue.Member(key, .string($0)) } })
  }

  private static let typeNames = Dictionary(
    uniqueKeysWithValues: SafetensorsFile.types.map { ($1, $0) })
}
