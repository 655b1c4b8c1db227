import RLAKernels

/// The files in which Linux tells a process about itself and its limits, under /proc and /sys.
package struct SystemTree: Sendable {
  /// The folder in which `proc` and `sys` lie; empty for the machine's own.
  package let root: String

  package init(root: String = "") { self.root = root }

  /// The text of a file, such as `/proc/meminfo`; nil where the system does not show it.
  package func text(_ path: String) -> String? { SystemFile.text(root + path) }

  /// The names of what is in a folder; none where the system does not show it.
  func names(in path: String) -> [String] { SystemFile.names(in: root + path) }

  /// The lines of a file; none where the system does not show it.
  func lines(_ path: String) -> [Substring] {
    text(path).map { $0.split(separator: "\n") } ?? []
  }

  /// The first number of a file; nil where there is none, as in `max`.
  func number(_ path: String) -> Int? {
    lines(path).first?.split(separator: " ").first.flatMap { Int($0) }
  }

  /// The number after a name at the beginning of a line: `MemAvailable: 123 kB`.
  func number(after name: String, in path: String) -> Int? {
    for line in lines(path) {
      let words = line.split { $0 == " " || $0 == "\t" }
      if words.count > 1, words[0] == name { return Int(words[1]) }
    }
    return nil
  }

  /// The bytes after a name at the beginning of a line, which the system counts in kilobytes of 1024.
  func bytes(after name: String, in path: String) -> Int? {
    number(after: name, in: path).map { $0 * 1024 }
  }
}
