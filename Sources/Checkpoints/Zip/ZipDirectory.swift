import RLAFiles

/// The directory at the end of a zip archive.
struct ZipDirectory {
  /// Its place in the file.
  let range: Range<Int>
  private let count: Int

  private static let recordSize = 22
  private static let locatorSize = 20
  private static let wideRecordSize = 56

  /// Finds the directory by the record behind it, and by that of zip64, which PyTorch writes as well.
  init(_ file: FileWindow) throws(CheckpointFailure) {
    let longest = Self.recordSize + Int(UInt16.max)
    let tailStart = max(0, file.count - longest)
    let tail = try file.checked(tailStart..<file.count)
    guard let place = Self.record(in: tail) else { throw CheckpointFailure(.archive(.noDirectory)) }
    let record = Array(tail[place...])
    guard record.number(UInt32.self, at: 4) == 0,
      record.number(UInt16.self, at: 8) == record.number(UInt16.self, at: 10)
    else { throw CheckpointFailure(.archive(.directory)) }
    var ends = (
      count: Int(record.number(UInt16.self, at: 10)), size: Int(record.number(UInt32.self, at: 12)),
      start: Int(record.number(UInt32.self, at: 16)), end: tailStart + place
    )
    if let wide = try Self.wideRecord(before: ends.end, in: file) {
      guard ends.count == wide.count || ends.count == UInt16.max,
        ends.size == wide.size || ends.size == UInt32.max,
        ends.start == wide.start || ends.start == UInt32.max
      else { throw CheckpointFailure(.archive(.directory)) }
      ends = wide
    }
    let (end, isOverflowed) = ends.start.addingReportingOverflow(ends.size)
    guard ends.start >= 0, ends.size >= 0, !isOverflowed, end == ends.end,
      ends.count >= 0, ends.count <= ends.size / ZipEntry.directorySize
    else { throw CheckpointFailure(.archive(.directory)) }
    range = ends.start..<end
    count = ends.count
  }

  /// Where the record begins whose comment ends with the file.
  private static func record(in tail: [UInt8]) -> Int? {
    guard tail.count >= recordSize else { return nil }
    return (0...tail.count - recordSize).reversed().first { place in
      tail[place] == 0x50 && tail.number(UInt32.self, at: place) == 0x0605_4b50
        && place + recordSize + Int(tail.number(UInt16.self, at: place + 20)) == tail.count
    }
  }

  /// What the record of zip64 says that ends before `end`; nil where there is none.
  private static func wideRecord(
    before end: Int, in file: FileWindow
  ) throws(CheckpointFailure) -> (count: Int, size: Int, start: Int, end: Int)? {
    guard end >= locatorSize else { return nil }
    let locator = try file.checked(end - locatorSize..<end)
    guard locator.number(UInt32.self, at: 0) == 0x0706_4b50 else { return nil }
    guard let start = Int(exactly: locator.number(UInt64.self, at: 8)),
      end - locatorSize >= wideRecordSize, start == end - locatorSize - wideRecordSize
    else { throw CheckpointFailure(.archive(.directory)) }
    let record = try file.checked(start..<start + wideRecordSize)
    guard record.number(UInt32.self, at: 0) == 0x0606_4b50,
      record.number(UInt64.self, at: 24) == record.number(UInt64.self, at: 32),
      let count = Int(exactly: record.number(UInt64.self, at: 32)),
      let size = Int(exactly: record.number(UInt64.self, at: 40)),
      let offset = Int(exactly: record.number(UInt64.self, at: 48))
    else { throw CheckpointFailure(.archive(.directory)) }
    return (count, size, offset, start)
  }

  /// All entries in their order.
  func entries(in file: FileWindow) throws(CheckpointFailure) -> [ZipEntry] {
    let bytes = try file.checked(range)
    var entries: [ZipEntry] = []
    var offset = 0
    for _ in 0..<count {
      guard let entry = ZipEntry(bytes, at: offset) else {
        throw CheckpointFailure(.archive(.directory))
      }
      entries.append(entry)
      offset += entry.length
    }
    if offset != bytes.count { throw CheckpointFailure(.archive(.directory)) }
    return entries
  }
}

extension [UInt8] {
  /// A little-endian number, which lies within the bytes.
  func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number {
    withUnsafeBytes { bytes in
      Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
  }
}

extension FileWindow {
  /// A copy of some bytes of the file.
  func checked(_ range: Range<Int>) throws(CheckpointFailure) -> [UInt8] {
    do throws(FileFailure) {
      return try bytes(in: range)
    } catch {
      throw CheckpointFailure(.file(error))
    }
  }
}
