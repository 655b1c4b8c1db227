import RLAFiles
import RLANetworks

/// The format of PyTorch before 1.6: five pickles, and behind them the elements of each storage.
enum LegacyStream {
  /// The pickle of the magic number, with which the file begins.
  static let magic: [UInt8] = [
    0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
  ]

  private static let version = 1001

  /// Reads all but the elements of tensors.
  ///
  /// - Throws: `CheckpointFailure` where the stream is not of the form of `torch.save`.
  static func read(_ file: FileWindow) throws(CheckpointFailure) -> CheckpointContent {
    var cursor = ByteCursor(file, magic.count..<file.count)
    let version = try pickle(&cursor)
    guard version.heap.integer(version.root) == Self.version else { throw flaw(cursor) }
    try requireLittleEndian(try pickle(&cursor), cursor)
    let object = try pickle(&cursor)
    let keys = try pickle(&cursor)
    let places = try storages(keys, object.heap, &cursor)
    let saved = try PickledCheckpoint(object.heap, object.root) {
      storage throws(CheckpointFailure) in
      guard let place = places[storage.key] else {
        throw CheckpointFailure(.tensor(.noStorage(storage.key)))
      }
      return place
    }
    return try saved.content(of: file)
  }

  private static func flaw(_ cursor: ByteCursor) -> CheckpointFailure {
    CheckpointFailure(.pickle(.stream), at: .byte(cursor.position))
  }

  /// Reads the next pickle, whose length nothing tells beforehand.
  private static func pickle(
    _ cursor: inout ByteCursor
  ) throws(CheckpointFailure) -> (heap: PickleHeap, root: Int) {
    let start = cursor.position
    var reader = PickleReader(cursor)
    let root = try reader.read()
    cursor = reader.cursor
    if cursor.position - start > PickleReader.mostBytes {
      throw CheckpointFailure(.tooLong(limit: PickleReader.mostBytes), at: .byte(start))
    }
    return (reader.heap, root)
  }

  private static func requireLittleEndian(
    _ system: (heap: PickleHeap, root: Int), _ cursor: ByteCursor
  ) throws(CheckpointFailure) {
    guard let order = system.heap.member("little_endian", of: system.root),
      case .bool(let isLittle) = system.heap[order]
    else { throw flaw(cursor) }
    if !isLittle { throw CheckpointFailure(.bigEndian) }
  }

  /// The places of the storages, each a number of elements and these, in the order of the list of
  /// their keys.
  private static func storages(
    _ list: (heap: PickleHeap, root: Int), _ object: PickleHeap, _ cursor: inout ByteCursor
  ) throws(CheckpointFailure) -> [String: Range<Int>] {
    guard let keys = list.heap.elements(list.root) else { throw flaw(cursor) }
    let known = Dictionary(uniqueKeysWithValues: object.storages.map { ($0.key, $0) })
    var places: [String: Range<Int>] = [:]
    for key in keys {
      guard let key = list.heap.text(key), let storage = known[key], places[key] == nil else {
        throw flaw(cursor)
      }
      // The elements of other types are not read, and without their size nothing behind them.
      guard let type = storage.type else {
        throw CheckpointFailure(.tensor(.type(storage.className)))
      }
      places[key] = try place(of: storage, type, &cursor)
    }
    if !cursor.isAtEnd { throw flaw(cursor) }
    return places
  }

  private static func place(
    of storage: PickledStorage, _ type: ElementType, _ cursor: inout ByteCursor
  ) throws(CheckpointFailure) -> Range<Int> {
    do throws(FileFailure) {
      let count = Int(try cursor.number(Int64.self))
      let (size, isOverflowed) = storage.count.multipliedReportingOverflow(by: type.bytes)
      if count == storage.count, !isOverflowed { return try cursor.take(size) }
    } catch {
      throw CheckpointFailure(.file(error))
    }
    throw flaw(cursor)
  }
}
