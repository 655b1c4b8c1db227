import SystemPackage

/// Files for the parts of an answer that is too large for one: `net-01.svg` to `net-12.svg`.
struct NumberedFiles {
  let paths: [String]

  /// - Parameters:
  ///   - path: The file that one answer would have gone to.
  ///   - count: How many parts there are.
  init(_ path: String, count: Int) {
    let file = FilePath(path)
    let digits = String(count).count
    paths = (1...max(1, count)).map { number in
      let text = String(number)
      let padded = String(repeating: "0", count: digits - text.count) + text
      let name = (file.stem ?? "") + "-" + padded
      let component = file.extension.map { "\(name).\($0)" } ?? name
      return file.removingLastComponent().appending(component).string
    }
  }
}

extension Output {
  /// Whether an answer to a path makes or replaces a file, and is no stream or device.
  static func isFile(_ path: String) -> Bool {
    guard path != standard, let kind = try? kind(of: FilePath(path)), case .file = kind else {
      return false
    }
    return true
  }
}
