/// What a file that is no ONNX model seems to be, by its first bytes.
public enum ForeignKind: Hashable, Sendable, CaseIterable {
  case empty
  /// What PyTorch writes, among others.
  case zip
  /// What PyTorch wrote before version 1.6.
  case pickle
  case safetensors
  case hdf5
  case gguf
  case tensorFlowLite
  /// What stands in a repository for a large file.
  case largeFilePointer
  case webPage
  case json
  case text

  /// Nil for bytes that nothing here knows.
  init?(beginning bytes: [UInt8]) {
    let known = Self.signatures.first { _, offset, signature in
      bytes.dropFirst(offset).starts(with: signature.utf8)
    }
    if bytes.isEmpty {
      self = .empty
    } else if let known {
      self = known.kind
    } else if bytes.starts(with: [0x89]), bytes.dropFirst().starts(with: "HDF".utf8) {
      self = .hdf5
    } else if bytes.first == 0x80, bytes.count > 1, (2...5).contains(bytes[1]) {
      self = .pickle
    } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{"), bytes[4..<8].allSatisfy({ $0 == 0 }) {
      // The length of a header in JSON stands before it.
      self = .safetensors
    } else if bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "[") {
      self = .json
    } else if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f || (0x09...0x0d).contains($0) }) {
      self = .text
    } else {
      return nil
    }
  }

  /// Where in the file a kind has which bytes.
  private static let signatures: [(kind: ForeignKind, offset: Int, signature: String)] = [
    (.zip, 0, "PK\u{3}\u{4}"), (.gguf, 0, "GGUF"), (.tensorFlowLite, 4, "TFL3"),
    (.largeFilePointer, 0, "version https://git-lfs"), (.webPage, 0, "<!DOCTYPE"),
    (.webPage, 0, "<!doctype"), (.webPage, 0, "<html"),
  ]

  /// As many bytes tell a kind.
  static let headerSize = 64
}
