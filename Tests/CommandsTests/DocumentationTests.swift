import Foundation
import TestSupport
import Testing

/// Every example in README.md and Docs is run and compared with what it shows.
///
/// A command that ends in `# excerpt` shows some lines of its output, in order; the others show all
/// of it, and `RECORD_GOLDEN=1` writes it into the pages. A `cat` of a file that does not exist
/// writes it, so that a page can show a file and then use it.
@Suite struct DocumentationTests {
  static let pages = (try? pageNames()) ?? []

  private static func pageNames() throws -> [String] {
    let docs = try FileManager.default.contentsOfDirectory(
      atPath: repository.appending(path: "Docs").path(percentEncoded: false))
    return ["README.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "Docs/\($0)" }
  }

  private static let repository = Fixture.root.deletingLastPathComponent()

  /// Without it, a folder that cannot be read would leave the other no page to fail in.
  @Test func `Every page is found`() {
    #expect(Self.pages.count == 26)
    #expect(Self.pages.contains("README.md") && Self.pages.contains("Docs/Counting.md"))
  }

  @Test(arguments: pages)
  func `Examples show the real output`(page: String) throws {
    let url = Self.repository.appending(path: page)
    let text = try String(contentsOf: url, encoding: .utf8)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "Fixtures"), withDestinationURL: Fixture.root)
    let actual = try Self.withRealOutput(text, in: folder)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try #require(ProcessInfo.processInfo.environment["CI"] == nil, "CI does not record")
      try actual.write(to: url, atomically: true, encoding: .utf8)
    } else {
      #expect(actual == text)
    }
  }

  /// The page with what each `$` command prints in place of what stands below it.
  private static func withRealOutput(_ page: String, in folder: URL) throws -> String {
    var result: [String] = []
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    while let line = lines.popFirst() {
      result.append(line)
      guard line.hasPrefix("$ ") else { continue }
      var command = String(line.dropFirst(2))
      while command.hasSuffix("\\"), let next = lines.popFirst() {
        result.append(next)
        command = command.dropLast() + " " + next
      }
      let shown = lines.prefix { !$0.hasPrefix("$ ") && $0 != "```" }
      lines = lines.dropFirst(shown.count)
      let output = try run(command, showing: shown.joined(separator: "\n"), in: folder)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let isExcerpt = command.hasSuffix("# excerpt")
      if isExcerpt { expectExcerpt(Array(shown), of: output, command) }
      result += isExcerpt ? Array(shown) : output.last == "" ? output.dropLast() : output
      if !isExcerpt, shown.last == "", lines.first != "```" { result.append("") }
    }
    return result.joined(separator: "\n")
  }

  /// Expects the lines of `excerpt` in `output`, in the same order.
  private static func expectExcerpt(
    _ excerpt: [String], of output: [String], _ command: String
  ) {
    var rest = output[...]
    for line in excerpt where !line.allSatisfy({ $0 == " " || $0 == "…" }) {
      guard let index = rest.firstIndex(of: line) else {
        Issue.record("'\(command)' does not print '\(line)'")
        continue
      }
      rest = rest[(index + 1)...]
    }
  }

  private static func run(_ command: String, showing: String, in folder: URL) throws -> String {
    let words = command.split(separator: " ").map(String.init)
    if words.first == "cat", words.count == 2 {
      let file = folder.appending(path: words[1])
      if !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) {
        try (showing + "\n").write(to: file, atomically: true, encoding: .utf8)
      }
    }
    return try ProgramRun.shell(command, in: folder)
  }
}
