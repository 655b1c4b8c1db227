import Foundation
import TestSupport
import Testing

/// The output that the documents quote is the recorded one, and so the program's.
@Suite struct ExplainDocumentationTests {
  @Test(arguments: ["Explaining", "Sweeps"])
  func `Every quoted output is recorded`(page: String) throws {
    let url = Fixture.root.deletingLastPathComponent().appending(path: "Docs/\(page).md")
    let lines = try String(contentsOf: url, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var quoted = 0
    for (index, line) in lines.enumerated() where line.hasPrefix("<!-- Golden/") {
      let path = line.dropFirst("<!-- ".count).prefix { $0 != " " }
      let recorded = try Fixture.text(String(path))
      let start = try #require(lines[index...].firstIndex { $0.hasPrefix("```") })
      let end = try #require(lines[(start + 1)...].firstIndex { $0 == "```" })
      let block = lines[(start + 1)..<end].joined(separator: "\n")
      // Three dots stand for lines left out.
      for part in block.components(separatedBy: "\n...\n") {
        #expect(recorded.contains(part), "\(path) has no\n\(part)")
      }
      quoted += 1
    }
    #expect(quoted > 0)
  }
}
