import RLAFiles
import RLANetworks

/// The format safetensors: a header in JSON, and behind it the elements of all tensors.
enum SafetensorsFile {
  /// The longest header that the library reads.
  static let mostHeaderBytes = 100_000_000
  /// Names of tensors and of metadata; the library has no limit but that of the header.
  static let mostNames = 1 << 17
  static let metadataKey = "__metadata__"

  /// The types that networks here have, by their names in the format.
  static let types: [String: ElementType] = [
    "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "I64": .int64,
    "I32": .int32, "I16": .int16, "I8": .int8, "U8": .uint8, "BOOL": .bool,
  ]

  /// Whether a file with these first bytes begins as the format does.
  static func isBegun(by start: [UInt8]) -> Bool {
    start.count > 8 && start[8] == UInt8(ascii: "{")
  }

  /// Reads the header.
  ///
  /// - Throws: `CheckpointFailure` where the header is not exactly of the format, or its ranges do not
  ///   cover the data without holes and overlaps.
  static func read(_ file: FileWindow) throws(CheckpointFailure) -> CheckpointContent {
    let length = try file.checked(0..<8).number(UInt64.self, at: 0)
    guard let size = Int(exactly: length), size <= min(mostHeaderBytes, file.count - 8) else {
      throw CheckpointFailure(
        .header(
          .length(Int(exactly: length), limit: min(mostHeaderBytes, file.count - 8))))
    }
    let data = 8 + size..<file.count
    var reader = HeaderReader(ByteCursor(file, 8..<data.lowerBound))
    var content = CheckpointContent()
    var (entries, names) = ([SafetensorsEntry](), Set<String>())
    try reader.object { reader, name throws(CheckpointFailure) in
      if !names.insert(name).inserted { throw reader.failure(.repeated(name)) }
      if names.count > mostNames { throw reader.failure(.tooManyNames(limit: mostNames)) }
      if name == metadataKey {
        content.metadata = try metadata(&reader)
      } else {
        entries.append(try SafetensorsEntry(name, &reader))
      }
    }
    try reader.requireEnd()
    try requireTiling(entries, data.count)
    content.tensors = entries.map { entry in
      CheckpointTensor(
        entry.name, entry.type, entry.shape, start: data.lowerBound + entry.range.lowerBound)
    }
    content.epoch = content.metadata["epoch"].flatMap { Int($0) }
    content.architecture = content.metadata["arch"]
    content.bestAccuracy = content.metadata["best_acc1"].flatMap { Double($0) }
    return content
  }

  private static func metadata(
    _ reader: inout HeaderReader
  ) throws(CheckpointFailure) -> [String: String] {
    var metadata: [String: String] = [:]
    try reader.object { reader, key throws(CheckpointFailure) in
      let isNew = metadata.updateValue(try reader.text(), forKey: key) == nil
      if !isNew { throw reader.failure(.repeated(key)) }
      if metadata.count > mostNames { throw reader.failure(.tooManyNames(limit: mostNames)) }
    }
    return metadata
  }

  /// Requires that the ranges of all tensors, in their order, cover the data.
  private static func requireTiling(
    _ entries: [SafetensorsEntry], _ count: Int
  ) throws(CheckpointFailure) {
    var end = 0
    let ordered = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for entry in ordered {
      if entry.range.lowerBound != end {
        throw CheckpointFailure(
          .header(.range(start: entry.range.lowerBound, expected: end)), at: .tensor(entry.name))
      }
      end = entry.range.upperBound
    }
    if end != count { throw CheckpointFailure(.header(.end(end, expected: count))) }
  }
}

/// What the header says of a tensor.
struct SafetensorsEntry {
  let name: String
  let type: ElementType
  let shape: [Int]
  /// The place of the elements within the data.
  let range: Range<Int>

  init(_ name: String, _ reader: inout HeaderReader) throws(CheckpointFailure) {
    self.name = name
    var (type, shape, ends) = (String?.none, [Int]?.none, [Int]?.none)
    try reader.object { reader, key throws(CheckpointFailure) in
      switch (key, type, shape, ends) {
      case ("dtype", nil, _, _): type = try reader.text()
      case ("shape", _, nil, _): shape = try reader.numbers(limit: PickleReader.mostAxes)
      case ("data_offsets", _, _, nil): ends = try reader.numbers(limit: 2)
      case ("dtype", _, _, _), ("shape", _, _, _), ("data_offsets", _, _, _):
        throw reader.failure(.repeated(key))
      default: throw reader.failure(.expected("'dtype', 'shape' or 'data_offsets'"))
      }
    }
    guard let type else { throw reader.failure(.missing("dtype")) }
    guard let shape else { throw reader.failure(.missing("shape")) }
    guard let ends, ends.count == 2 else { throw reader.failure(.missing("data_offsets")) }
    guard ends[0] <= ends[1] else { throw reader.failure(.expected("data_offsets in their order")) }
    do throws(TensorFlaw) {
      guard let known = SafetensorsFile.types[type] else { throw .type(type) }
      guard let size = (shape + [known.bytes]).product else { throw .overflow }
      guard ends[1] - ends[0] == size else {
        throw .size(found: ends[1] - ends[0], expected: size)
      }
      (self.type, self.shape, range) = (known, shape, ends[0]..<ends[1])
    } catch {
      throw CheckpointFailure(.tensor(error), at: .tensor(name))
    }
  }
}
