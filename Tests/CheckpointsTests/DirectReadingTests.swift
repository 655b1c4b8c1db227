import Foundation
import RLACheckpoints
import RLAFiles
import RLANetworks
import SystemPackage
import Testing

/// Elements that go from a file into the memory where they stay.
@Suite struct DirectReadingTests {
  @Test(arguments: GoldenCheckpoint.all.filter { $0.result == .load && !$0.mayBeRefused })
  func `Elements are those that are handed over in pieces`(golden: GoldenCheckpoint) throws {
    let file = try Checkpoint(path: FilePath(golden.path))
    for tensor in file.tensors {
      let pieces = Seen()
      try file.read(tensor.request) { pieces.add($0) }
      var bytes = [UInt8](repeating: 0, count: tensor.byteCount)
      let seen = Seen()
      try bytes.withUnsafeMutableBytes { try file.read(tensor.request, into: $0, seen.add) }
      #expect(bytes == pieces.bytes && bytes == seen.bytes, "\(tensor)")
    }
  }

  @Test(arguments: [0, 1, 4096, 1 << 18, 1 << 18 + 1, 700_001])
  func `A part of a file goes into memory whole`(length: Int) throws {
    let bytes = (0..<800_003).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("direct-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    for file in [try FileWindow(path: FilePath(path)), FileWindow(bytes)] {
      var memory = [UInt8](repeating: 0, count: length)
      let seen = Seen()
      try memory.withUnsafeMutableBytes { try file.read(3..<3 + length, into: $0, seen.add) }
      #expect(memory[...] == bytes[3..<3 + length] && seen.bytes == memory)
    }
    let file = try FileWindow(path: FilePath(path))
    #expect(truncate(path, 2) == 0)
    var memory = [UInt8](repeating: 0, count: length)
    let reading = {
      try memory.withUnsafeMutableBytes { try file.read(3..<3 + length, into: $0) { _ in } }
    }
    if length == 0 {
      try reading()
    } else {
      #expect(throws: FileFailure.end(offset: 3)) { try reading() }
    }
  }
}

private final class Seen {
  private(set) var bytes: [UInt8] = []

  func add(_ piece: UnsafeRawBufferPointer) { bytes += piece }
}
