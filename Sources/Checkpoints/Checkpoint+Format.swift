import RLAFiles

extension Checkpoint.Format {
  /// The format of a file, by its first bytes.
  ///
  /// - Throws: `CheckpointFailure` that names another kind of file where it is one.
  init(of file: FileWindow) throws(CheckpointFailure) {
    let start = try file.checked(0..<min(file.count, 512))
    if start.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
      self = .zip
    } else if start.starts(with: LegacyStream.magic) {
      self = .legacy
    } else if SafetensorsFile.isBegun(by: start) {
      self = .safetensors
    } else {
      throw CheckpointFailure(.foreign(ForeignContent(start)))
    }
  }
}

extension ForeignContent {
  /// The kind of a file that is no checkpoint, by its first bytes.
  fileprivate init(_ start: [UInt8]) {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      start.dropFirst(offset).starts(with: text.utf8)
    }
    self =
      if start.isEmpty {
        .empty
      } else if has("version https://git-lfs") {
        .largeFilePointer
      } else if has("ustar", at: 257) {
        .tar
      } else if start.first == 0x80 {
        .pickle
      } else if start.first(where: { !$0.isSpace }) == UInt8(ascii: "<") {
        .webPage
      } else {
        .unknown
      }
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool { [0x20, 0x09, 0x0a, 0x0d].contains(self) }
}
