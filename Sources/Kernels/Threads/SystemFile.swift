import Glibc

/// Files under /proc and /sys, which have no size before they are read.
package enum SystemFile {
  /// The text of a file; nil where the system does not show it.
  package static func text(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      var count = 0
      repeat {
        count = fread(buffer.baseAddress, 1, buffer.count, file)
        bytes += buffer[..<count]
      } while count > 0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The names of what is in a folder; none where the system does not show it.
  package static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
