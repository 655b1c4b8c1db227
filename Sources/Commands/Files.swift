import Glibc
import SystemPackage

/// Files that a user names as input.
enum InputFile {
  /// No description of anything is larger.
  private static let byteLimit = 16 << 20

  /// The text of a file.
  static func text(_ path: String) throws(CommandFailure) -> String {
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try read(FilePath(path))
    } catch {
      throw CommandFailure(reading: path, error)
    }
    if ModelFile.beginsLikeONNX(bytes) { throw .modelAsText(path) }
    if bytes.count > byteLimit { throw .fileTooLarge(path, limit: byteLimit) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .fileIsNoText(path) }
    return text
  }

  /// The bytes of a file, but few more than the limit of a longer one.
  private static func read(_ path: FilePath) throws(Errno) -> [UInt8] {
    let file = try Errno.only { try FileDescriptor.open(path, .readOnly) }
    defer { try? file.close() }
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { chunk.deallocate() }
    while bytes.count <= byteLimit {
      let count = try Errno.only { try file.read(into: chunk) }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// Whether a file that can be read is at a path.
  static func exists(_ path: FilePath) -> Bool {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .nonBlocking) else {
      return false
    }
    try? file.close()
    return true
  }

  /// Whether a folder is at a path.
  static func isFolder(_ path: FilePath) -> Bool {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .directory])
    else { return false }
    try? file.close()
    return true
  }

  /// The name of a file without folders and extension.
  static func stem(of path: String) -> String { FilePath(path).stem ?? "" }
}

extension CommandFailure {
  /// Why a file cannot be read.
  init(reading path: String, _ error: Errno) {
    switch error {
    case .noSuchFileOrDirectory, .notDirectory: self = .missingFile(path)
    case .isDirectory: self = .unreadableFile(path, reason: "it is a folder")
    default: self = .unreadableFile(path, reason: error.reason)
    }
  }
}

/// Where the answer goes.
enum Output {
  /// What stands for the standard output where a file is named.
  static let standard = "-"

  /// Writes `text` to the standard output, or to a file that is whole or not there.
  static func write(_ text: String, to path: String?) throws(CommandFailure) {
    try write(Array(text.utf8), to: path)
  }

  static func write(_ bytes: [UInt8], to path: String?) throws(CommandFailure) {
    try write(to: path) { file throws(Errno) in try file.put(bytes) }
  }

  /// Writes what `fill` puts into the standard output, or into a file that is whole or not there.
  static func write(
    to path: String?, _ fill: (FileDescriptor) throws(Errno) -> Void
  ) throws(CommandFailure) {
    do throws(Errno) {
      guard let path, path != standard else { return try fill(.standardOutput) }
      let target = FilePath(path)
      switch try kind(of: target) {
      case .descriptor(let descriptor): try fill(descriptor)
      case .folder: throw .isDirectory
      case .file(let permissions): try replace(target.followed, permissions, by: fill)
      case .device:
        // A pipe, say, cannot be replaced.
        try Errno.only { try FileDescriptor.open(target, .writeOnly) }.filled(by: fill)
      }
    } catch {
      guard let path, path != standard else {
        throw error == .brokenPipe ? .readerLeft : .unwritableOutput(reason: error.reason)
      }
      throw .unwritable(path, reason: error == .isDirectory ? "it is a folder" : error.reason)
    }
  }

  /// Says something beside the answer on the standard error.
  static func remark(_ sentence: String) { note("rla-profile: \(sentence)\n") }

  /// Writes to the standard error, which may be closed.
  static func note(_ text: String) { try? StandardStreams.error.put(Array(text.utf8)) }

  enum Kind {
    /// A regular file with its permissions, or nothing yet.
    case file(FilePermissions?)
    case folder
    /// What must be written in place, such as a pipe.
    case device
    /// What this process was started with, under another name, such as /dev/stdout.
    case descriptor(FileDescriptor)
  }

  static func kind(of path: FilePath) throws(Errno) -> Kind {
    if let descriptor = path.descriptor { return .descriptor(descriptor) }
    let target: Stat
    do throws(Errno) {
      target = try Errno.only { try Stat(path) }
    } catch {
      if error == .noSuchFileOrDirectory { return .file(nil) }
      throw error
    }
    if let own = try? Stat(FileDescriptor.standardOutput), own.deviceID == target.deviceID,
      own.inode == target.inode
    {
      return .descriptor(.standardOutput)
    }
    switch target.type {
    case .directory: return .folder
    case .regular: return .file(target.permissions)
    default: return .device
    }
  }

  /// Writes beside the target, then renames, so that nobody sees half a file.
  ///
  /// Signals wait until the temporary file has its name or is gone.
  private static func replace(
    _ target: FilePath, _ permissions: FilePermissions?,
    by fill: (FileDescriptor) throws(Errno) -> Void
  ) throws(Errno) {
    let signals = HeldSignals()
    defer { signals.release() }
    let (temporary, file) = try temporaryFile(beside: target)
    do throws(Errno) {
      // What was for the eyes of its owner alone stays so.
      if let permissions { _ = fchmod(file.rawValue, permissions.rawValue) }
      try file.filled(isSynchronized: true, by: fill)
      if rename(temporary.string, target.string) != 0 { throw Errno(rawValue: errno) }
    } catch {
      unlink(temporary.string)
      throw error
    }
  }

  /// A new file in the folder of the target, under a name that is short however long the target's
  /// is.
  private static func temporaryFile(
    beside target: FilePath
  ) throws(Errno) -> (FilePath, FileDescriptor) {
    let folder = target.removingLastComponent()
    var attempt = 0
    while true {
      let path = folder.appending(".rla-\(getpid())-\(attempt)")
      do throws(Errno) {
        let file = try Errno.only {
          try FileDescriptor.open(
            path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: FilePermissions(rawValue: 0o666))
        }
        return (path, file)
      } catch {
        // What a process of the same number left behind, before a restart.
        guard error == .fileExists, attempt < 100 else { throw error }
        attempt += 1
      }
    }
  }

  /// Whether headings may use terminal styles: only on a terminal, and not against NO_COLOR.
  static func isStyled(_ path: String?) -> Bool {
    path ?? standard == standard && isatty(STDOUT_FILENO) == 1
      && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
