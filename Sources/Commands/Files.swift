import Foundation

/// Files that a user names as input.
enum InputFile {
  /// Larger files are no descriptions of anything.
  private static let byteLimit = 16 << 20

  /// The text of a file.
  static func text(_ path: String) throws(CommandFailure) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .missingFile(path)
    }
    if isDirectory.boolValue { throw .unreadableFile(path, reason: "it is a folder") }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .unreadableFile(path, reason: "permission denied")
    }
    let data: Data
    do {
      data = try file.read(upToCount: byteLimit + 1) ?? Data()
    } catch {
      throw .unreadableFile(path, reason: reason(error))
    }
    if data.count > byteLimit { throw .fileTooLarge(path, limit: byteLimit) }
    guard let text = String(validating: data, as: UTF8.self) else { throw .fileIsNoText(path) }
    return text
  }

  /// The name of a file without folders and extension.
  static func stem(of path: String) -> String {
    URL(filePath: path).deletingPathExtension().lastPathComponent
  }

  static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let code = underlying?.code ?? (error as NSError).code
    return String(cString: strerror(Int32(truncatingIfNeeded: code))).lowercased()
  }
}

/// Where the answer goes.
enum Output {
  /// Writes `text` to the standard output, or to a file that is whole or not there.
  static func write(_ text: String, to path: String?) throws(CommandFailure) {
    try write(Data(text.utf8), to: path)
  }

  static func write(_ data: Data, to path: String?) throws(CommandFailure) {
    guard let path else {
      do {
        try FileHandle.standardOutput.write(contentsOf: data)
      } catch {
        throw .unwritable("standard output", reason: InputFile.reason(error))
      }
      return
    }
    if isDevice(path) {
      guard let file = FileHandle(forWritingAtPath: path) else {
        throw .unwritable(path, reason: "permission denied")
      }
      do {
        try file.write(contentsOf: data)
      } catch {
        throw .unwritable(path, reason: InputFile.reason(error))
      }
      return
    }
    try replace(path, with: data)
  }

  /// Says something beside the answer on the standard error.
  static func remark(_ sentence: String) {
    FileHandle.standardError.write(Data("rla-profile: \(sentence)\n".utf8))
  }

  /// Writes beside the target, then renames, so that nobody sees half a file.
  private static func replace(_ path: String, with data: Data) throws(CommandFailure) {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    {
      throw .unwritable(path, reason: "it is a folder")
    }
    let target = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    let temporary = target + ".\(ProcessInfo.processInfo.processIdentifier).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    if descriptor < 0 { throw .unwritable(path, reason: systemReason()) }
    do {
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try file.write(contentsOf: data)
      try file.close()
    } catch {
      unlink(temporary)
      throw .unwritable(path, reason: InputFile.reason(error))
    }
    guard rename(temporary, target) == 0 else {
      let reason = systemReason()
      unlink(temporary)
      throw .unwritable(path, reason: reason)
    }
  }

  private static func systemReason() -> String {
    String(cString: strerror(errno)).lowercased()
  }

  /// Whether the path names something that cannot be replaced, such as /dev/stdout or a pipe.
  private static func isDevice(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false))
    guard let type = attributes?[.type] as? FileAttributeType else { return false }
    return type != .typeRegular && type != .typeDirectory && type != .typeSymbolicLink
  }

  /// Whether headings may use terminal styles: only on a terminal, and not against NO_COLOR.
  static func isStyled(_ path: String?) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return path == nil && isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
      && environment["TERM"] != "dumb"
  }
}
