import SystemPackage

/// The bytes of a file, read through a window that moves.
///
/// A mapped file that another program shortens ends this one by a signal; a read only fails. Weights
/// are skipped, so that no more than the graph and the headers of tensors pass through the window.
final class FileBytes {
  let count: Int
  private let file: FileDescriptor?
  private let window: UnsafeMutableRawPointer
  private var start = 0
  private var filled = 0
  // Each node asks several times for both. No call of one leads back to it, so that the check of
  // that, which costs as much as a look into the table, is left out.
  /// The names that were read.
  @exclusivity(unchecked) var names = NameTable()
  /// The types of nodes that were read.
  @exclusivity(unchecked) var types = NodeTypeTable()

  static let windowSize = 1 << 16

  /// - Throws: `ONNXFailure` where the file cannot be opened or is no regular file.
  init(path: FilePath) throws(ONNXFailure) {
    let file: FileDescriptor
    let information: Stat
    do {
      // Without this option, opening a pipe waits for whoever writes to it.
      file = try FileDescriptor.open(path, .readOnly, options: .nonBlocking)
    } catch {
      throw ONNXFailure(.system(code: Errno.code(of: error)))
    }
    do {
      information = try Stat(file)
    } catch {
      try? file.close()
      throw ONNXFailure(.system(code: Errno.code(of: error)))
    }
    guard information.type == .regular else {
      try? file.close()
      let isFolder = information.type == .directory
      throw ONNXFailure(isFolder ? .system(code: Errno.isDirectory.rawValue) : .notAFile)
    }
    self.file = file
    count = Int(information.size)
    window = .allocate(byteCount: Self.windowSize, alignment: 8)
  }

  init(_ bytes: [UInt8]) {
    file = nil
    count = bytes.count
    window = .allocate(byteCount: max(bytes.count, 1), alignment: 8)
    bytes.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(start: window, count: bytes.count).copyMemory(from: source)
    }
    filled = bytes.count
  }

  deinit {
    try? file?.close()
    window.deallocate()
  }

  /// Bytes of the file in memory, valid until the next call.
  ///
  /// - Parameters:
  ///   - offset: The first one.
  ///   - length: How many, at most `windowSize`; they lie within the file.
  /// - Returns: Where the first one is.
  /// - Throws: `ONNXFailure` where the file cannot be read or has become shorter.
  @inline(__always)
  func pointer(at offset: Int, length: Int) throws(ONNXFailure) -> UnsafeRawPointer {
    if offset < start || offset + length > start + filled { try fill(from: offset, length) }
    return UnsafeRawPointer(window + (offset - start))
  }

  private func fill(from offset: Int, _ length: Int) throws(ONNXFailure) {
    guard let file else { throw ONNXFailure(.truncated(message: "ModelProto", offset: count)) }
    start = offset
    filled = 0
    while filled < length {
      let read: Int
      do {
        read = try file.read(
          fromAbsoluteOffset: Int64(offset + filled),
          into: UnsafeMutableRawBufferPointer(
            start: window + filled, count: Self.windowSize - filled))
      } catch {
        throw ONNXFailure(.system(code: Errno.code(of: error)))
      }
      // The file was shortened after its size was asked for.
      if read == 0 { throw ONNXFailure(.truncated(message: "ModelProto", offset: offset + filled)) }
      filled += read
    }
  }
}

extension Errno {
  fileprivate static func code(of error: any Error) -> Int32 {
    (error as? Errno)?.rawValue ?? Errno.ioError.rawValue
  }
}
