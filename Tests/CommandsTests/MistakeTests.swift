import Foundation
import TestSupport
import Testing

/// What the program says about mistakes, compared with recorded transcripts.
///
/// A line that begins with `$` is a command; below it stands what it prints on the standard error
/// and its exit code. `RECORD_GOLDEN=1` records the answers anew.
@Suite struct MistakeTests {
  static let transcripts = [
    "checkpoints", "datasets", "drawings", "exports", "figures", "files", "measuring", "models",
    "networks", "plots", "training",
  ]

  @Test(arguments: transcripts)
  func `A mistake is one clear sentence on the standard error`(name: String) throws {
    let path = "Golden/mistakes/\(name).txt"
    let commands = try Fixture.text(path).split(separator: "\n").filter { $0.hasPrefix("$ ") }
    #expect(!commands.isEmpty)
    let answers = try inFolder { folder in
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "Fixtures"), withDestinationURL: Fixture.root)
      return try commands.map { line in
        let answer = try Self.answer(to: line.dropFirst(2), in: folder)
        #expect(answer.isWellFormed, "\(line)\n\(answer.text)")
        return "\(line)\n\(answer.text)\n"
      }
    }
    try Golden.check(answers.joined(separator: "\n"), path)
  }

  private struct Answer {
    let text: String
    let isWellFormed: Bool
  }

  /// Runs a command in a shell.
  private static func answer(to command: Substring, in folder: URL) throws -> Answer {
    let output = try ProgramRun.shell(
      "{ \(command); } > .out 2> .err; code=$?; wc -c < .out; echo $code; cat .err", in: folder)
    let lines = output.split(separator: "\n", omittingEmptySubsequences: true)
    let sentences = lines.dropFirst(2)
    let text = (sentences + ["exit code \(lines[1])"]).joined(separator: "\n")
    // A check that fails tells every condition that does not hold.
    return Answer(
      text: text,
      isWellFormed: lines[0] == "0" && (sentences.count == 1 || lines[1] == "1")
        && sentences.first?.hasPrefix("rla-profile: ") == true)
  }

  @Test func `A file is written whole and nothing is left beside it`() throws {
    try inFolder { folder in
      let file = folder.appending(path: "out.csv").path(percentEncoded: false)
      let run = try ProgramRun(["-a", "resnet50", "--format", "csv", "-o", file])
      #expect(run.exitCode == 0 && run.output == "" && run.error == "")
      #expect(
        try String(contentsOfFile: file, encoding: .utf8)
          .hasPrefix("model,name,depth,parameters,macs,share,output\nresnet50,conv1,1,9408,"))
      let refused = try ProgramRun(["-a", "rla_resnet50", "--input-size", "33", "-o", file])
      #expect(refused.exitCode == 65)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.path(percentEncoded: false))
      #expect(names == ["out.csv"])
    }
  }

  @Test func `Several networks in JSON are a list`() throws {
    let run = try ProgramRun(["-a", "resnet50", "-a", "rla_resnet50", "--format", "json"])
    let documents = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(documents.map { $0["model"] as? String } == ["resnet50", "rla_resnet50"])
    #expect(documents.allSatisfy { $0["schema"] as? Int == 2 })
    #expect(documents[1]["input"] as? [Int] == [1, 3, 224, 224])
  }

  @Test func `Strict passes where every operator has a rule`() throws {
    let run = try ProgramRun([
      "-a", "classifiers", "--convention", "all", "--strict", "--format", "csv",
    ])
    #expect(run.exitCode == 0)
    #expect(run.output.split(separator: "\n").count == 228)
  }

  @Test func `Every network of several must meet the assertions, after the report`() throws {
    let run = try ProgramRun([
      "-a", "resnet50", "-a", "resnet101", "--assert", "parameters < 26M", "--format", "csv",
    ])
    #expect(run.exitCode == 1)
    #expect(run.output.split(separator: "\n").count == 3)
    #expect(run.error.contains("resnet101 does not meet 'parameters < 26M'"))
    let many = try ProgramRun(["classifiers", "--assert", "macs < 5G", "--format", "csv"])
    let broken = try many.output.split(separator: "\n").dropFirst().filter { row in
      try #require(row.split(separator: ",").last.flatMap { Int($0) }) >= 5_000_000_000
    }
    #expect(broken.count > 20 && many.exitCode == 1)
    #expect(many.error.contains("\(broken.count) of 227 networks do not meet 'macs < 5G': "))
    for row in broken { #expect(many.error.contains("\(row.prefix { $0 != "," }) (macs ")) }
    let kept = try ProgramRun(["-a", "resnet50", "--assert", "parameters < 26M"])
    #expect(kept.exitCode == 0 && kept.error == "")
  }
}

/// Runs `body` in a folder of its own, which is gone afterward.
func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
