package import SystemPackage

/// The bytes of a file, read through a window that moves.
///
/// A mapped file that another program shortens ends this one by a signal; a read only fails.
package final class FileWindow {
  package let count: Int
  private let file: FileDescriptor?
  @usableFromInline let window: UnsafeMutableRawPointer
  // Unchecked: reading each field of a message asks for both, and calls nothing while it does.
  @exclusivity(unchecked) @usableFromInline private(set) var start = 0
  @exclusivity(unchecked) @usableFromInline private(set) var filled = 0

  /// The most bytes that are in memory at once.
  package static let size = 1 << 16

  /// The most bytes that one call reads past the window; a cache of the second level holds them.
  private static let pieceSize = 1 << 18

  /// - Throws: `FileFailure` where the file cannot be opened or is no regular file.
  package init(path: FilePath) throws(FileFailure) {
    let file: FileDescriptor
    let information: Stat
    do {
      // Without this option, opening a pipe waits for whoever writes to it.
      file = try FileDescriptor.open(path, .readOnly, options: .nonBlocking)
    } catch {
      throw .system(code: Errno.code(of: error))
    }
    do {
      information = try Stat(file)
    } catch {
      try? file.close()
      throw .system(code: Errno.code(of: error))
    }
    guard information.type == .regular else {
      try? file.close()
      throw information.type == .directory ? .system(code: Errno.isDirectory.rawValue) : .notAFile
    }
    self.file = file
    count = Int(information.size)
    window = .allocate(byteCount: Self.size, alignment: 64)
  }

  /// Bytes in memory as if a file had them.
  package init(_ bytes: [UInt8]) {
    file = nil
    count = bytes.count
    window = .allocate(byteCount: max(bytes.count, 1), alignment: 64)
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
  ///   - length: How many, at most `size`; they lie within the file.
  /// - Returns: Where the first one is.
  /// - Throws: `FileFailure` where the file cannot be read or has become shorter.
  @inlinable @inline(__always)
  package func pointer(at offset: Int, length: Int) throws(FileFailure) -> UnsafeRawPointer {
    if offset < start || offset + length > start + filled { try fill(from: offset, length) }
    return UnsafeRawPointer(window + (offset - start))
  }

  @usableFromInline
  func fill(from offset: Int, _ length: Int) throws(FileFailure) {
    guard file != nil else { throw .end(offset: count) }
    start = offset
    filled = 0
    filled = try read(
      UnsafeMutableRawBufferPointer(start: window, count: Self.size), from: offset, atLeast: length)
  }

  /// Reads into memory until at least so many bytes are there; returns how many are.
  private func read(
    _ memory: UnsafeMutableRawBufferPointer, from offset: Int, atLeast length: Int
  ) throws(FileFailure) -> Int {
    guard let file else { throw .end(offset: count) }
    var filled = 0
    while filled < length {
      let read: Int
      do {
        read = try file.read(
          fromAbsoluteOffset: Int64(offset + filled),
          into: UnsafeMutableRawBufferPointer(rebasing: memory[filled...]))
      } catch {
        throw .system(code: Errno.code(of: error))
      }
      // The file was shortened after its size was asked for.
      if read == 0 { throw .end(offset: offset + filled) }
      filled += read
    }
    return filled
  }

  /// A copy of some bytes of the file, for which the window does not move.
  ///
  /// - Parameter range: Their place, within the file.
  /// - Returns: The bytes.
  /// - Throws: As `pointer(at:length:)` does.
  package func bytes(in range: Range<Int>) throws(FileFailure) -> [UInt8] {
    if range.lowerBound >= start, range.upperBound <= start + filled {
      return Array(
        UnsafeRawBufferPointer(start: window + (range.lowerBound - start), count: range.count))
    }
    var failure: FileFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { memory, count in
      do throws(FileFailure) {
        count = try read(
          UnsafeMutableRawBufferPointer(memory), from: range.lowerBound, atLeast: range.count)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Hands over some bytes of the file in order, in pieces of whole elements.
  ///
  /// - Parameters:
  ///   - range: Their place, within the file.
  ///   - size: Bytes of an element.
  ///   - accept: Receives the next bytes, valid only during the call.
  /// - Throws: As `pointer(at:length:)` does.
  package func read(
    _ range: Range<Int>, inElementsOf size: Int = 1, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(FileFailure) {
    let step = Self.size / size * size
    for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
      let length = min(step, range.upperBound - start)
      accept(UnsafeRawBufferPointer(start: try pointer(at: start, length: length), count: length))
    }
  }
}

extension FileWindow {
  /// Reads some bytes of the file into memory of their size, past the window.
  ///
  /// - Parameters:
  ///   - range: Their place, within the file.
  ///   - memory: Where they go.
  ///   - seen: Receives the next bytes in that memory, in pieces of whole pages.
  /// - Throws: As `pointer(at:length:)` does.
  package func read(
    _ range: Range<Int>, into memory: UnsafeMutableRawBufferPointer,
    _ seen: (UnsafeRawBufferPointer) -> Void
  ) throws(FileFailure) {
    precondition(memory.count == range.count, "The memory has another size.")
    for place in stride(from: 0, to: range.count, by: Self.pieceSize) {
      let end = min(place + Self.pieceSize, range.count)
      let piece = UnsafeMutableRawBufferPointer(rebasing: memory[place..<end])
      if file == nil {
        let bytes = try pointer(at: range.lowerBound + place, length: piece.count)
        piece.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: piece.count))
      } else {
        _ = try read(piece, from: range.lowerBound + place, atLeast: piece.count)
      }
      seen(UnsafeRawBufferPointer(piece))
    }
  }
}

extension Errno {
  fileprivate static func code(of error: any Error) -> Int32 {
    (error as? Errno)?.rawValue ?? Errno.ioError.rawValue
  }
}
