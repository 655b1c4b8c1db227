import Foundation
import Testing

/// Where answers go.
@Suite struct OutputTests {
  @Test func `A symbolic link stays, and what it names is written`() throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: UUID().uuidString)
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    let link = folder.appending(path: "link").path(percentEncoded: false)
    try files.createSymbolicLink(atPath: link, withDestinationPath: "target")
    // At first nothing is there, then an older answer.
    for _ in 0..<2 {
      #expect(try ProgramRun(["list", "rla_resnet50", "-o", link]).exitCode == 0)
      #expect(try files.destinationOfSymbolicLink(atPath: link) == "target")
      let target = folder.appending(path: "target")
      #expect(try String(contentsOf: target, encoding: .utf8).contains("rla_resnet50"))
    }
    #expect(try files.contentsOfDirectory(atPath: folder.path).sorted() == ["link", "target"])
  }
}
