import RLAFiles
import SystemPackage

/// The bytes of a model, and the names in them that were read.
///
/// Weights are skipped, so that no more than the graph and the headers of tensors pass through the
/// window.
final class FileBytes {
  private let file: FileWindow
  // Each node asks several times for both. No call of one leads back to it, so that the check of
  // that, which costs as much as a look into the table, is left out.
  /// The names that were read.
  @exclusivity(unchecked) var names = NameTable()
  /// The types of nodes that were read.
  @exclusivity(unchecked) var types = NodeTypeTable()

  static let windowSize = FileWindow.size

  /// - Throws: `ONNXFailure` where the file cannot be opened or is no regular file.
  init(path: FilePath) throws(ONNXFailure) {
    do throws(FileFailure) {
      file = try FileWindow(path: path)
    } catch {
      throw ONNXFailure(reading: error)
    }
  }

  init(_ bytes: [UInt8]) { file = FileWindow(bytes) }

  var count: Int { file.count }

  /// Bytes of the file in memory; see `FileWindow`.
  @inline(__always)
  func pointer(at offset: Int, length: Int) throws(ONNXFailure) -> UnsafeRawPointer {
    do throws(FileFailure) {
      return try file.pointer(at: offset, length: length)
    } catch {
      throw ONNXFailure(reading: error)
    }
  }

  /// Hands over the elements in a part of the file, converted.
  func read(
    _ range: Range<Int>, _ conversion: ElementConversion,
    _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(ONNXFailure) {
    try reading { () throws(FileFailure) in try conversion.read(range, of: file, accept) }
  }

  /// Reads a part of the file into memory of its size; see `FileWindow`.
  func read(
    _ range: Range<Int>, into memory: UnsafeMutableRawBufferPointer,
    _ seen: (UnsafeRawBufferPointer) -> Void
  ) throws(ONNXFailure) {
    try reading { () throws(FileFailure) in try file.read(range, into: memory, seen) }
  }

  private func reading(_ body: () throws(FileFailure) -> Void) throws(ONNXFailure) {
    do throws(FileFailure) {
      try body()
    } catch {
      throw ONNXFailure(reading: error)
    }
  }
}

extension ONNXFailure {
  fileprivate init(reading failure: FileFailure) {
    switch failure {
    case .system(let code): self.init(.system(code: code))
    case .notAFile: self.init(.notAFile)
    case .end(let offset): self.init(.truncated(message: "ModelProto", offset: offset))
    }
  }
}
