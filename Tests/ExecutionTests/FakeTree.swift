import Foundation
import RLAExecution

/// A folder with files like those under /proc and /sys, gone afterward.
func withTree<Result>(
  _ files: [String: String], _ body: (SystemTree) throws -> Result
) throws -> Result {
  let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: root) }
  for (path, text) in files {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  return try body(SystemTree(root: root.path(percentEncoded: false)))
}
