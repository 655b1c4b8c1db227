import RLANetworks
import RLAText

extension CheckpointWriter {
  /// Writes a header and the elements of all tensors, those of wide types first, then by name, as the
  /// library orders them.
  func writeSafetensors(_ source: some TensorFile, to put: Put) throws(Failure) {
    let tensors = source.tensors.sorted { one, other in
      if one.type.bytes != other.type.bytes { return one.type.bytes > other.type.bytes }
      return one.name < other.name
    }
    let header = self.header(tensors)
    if header.count > SafetensorsFile.mostHeaderBytes {
      throw .tooLong(limit: SafetensorsFile.mostHeaderBytes)
    }
    let length = UInt64(header.count)
    try Self.put(withUnsafeBytes(of: length.littleEndian) { Array($0) } + header, to: put)
    for tensor in tensors { try Self.elements(of: tensor, in: source, to: put) }
  }

  /// The header, with blanks at its end so that the elements begin at a multiple of 8.
  private func header(_ tensors: [FileTensor]) -> [UInt8] {
    var members = [JSONValue.Member(SafetensorsFile.metadataKey, metadata)]
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteCount
      members.append(
        JSONValue.Member(
          tensor.name,
          [
            "dtype": .string(Self.typeNames[tensor.type] ?? ""),
            "shape": .array(tensor.shape.map { .integer($0) }),
            "data_offsets": [.integer(offset), .integer(end)],
          ]))
      offset = end
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
