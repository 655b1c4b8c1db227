import Foundation
import TestSupport
import Testing

/// Tables that machines read, of one network and of several.
@Suite struct SeveralNetworksTests {
  /// The records of a CSV without quotes, by heading.
  private func records(_ arguments: [String]) throws -> [[String: String]] {
    let run = try ProgramRun(arguments + ["--format", "csv"])
    #expect(run.exitCode == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let headings = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(headings, $0)) }
  }

  @Test(arguments: [["mobilenet_v2"], ["rla_resnet50", "resnet50", "--depth", "all"]])
  func `Rows of depth 1 add up to the row of depth 0`(arguments: [String]) throws {
    let rows = try records(arguments + ["--input-size", "64"])
    let models = Dictionary(grouping: rows) { $0["model"] ?? "" }
    #expect(models.count == (arguments.count == 1 ? 1 : 2))
    for rows in models.values {
      for column in ["parameters", "macs"] {
        func values(_ depth: String) throws -> [Int] {
          try rows.filter { $0["depth"] == depth }.map { try #require(Int($0[column] ?? "")) }
        }
        let total = try values("0")
        #expect(total.count == 1)
        #expect(try values("1").reduce(0, +) == total[0])
      }
    }
  }

  @Test func `Two files of one name are told apart, in every command`() throws {
    try inFolder { folder in
      let files = try ["a", "b"].map { name in
        let text = "name: net\nbackbone: resnet\ndepths: [1]\nplanes: [\(name == "a" ? 8 : 4)]\n"
        let file = folder.appending(path: "\(name).yaml")
        try Data(text.utf8).write(to: file)
        return file.path(percentEncoded: false)
      }
      for command in [[], ["formula"], ["sizes"], ["sweep"], ["compare"], ["parameters"]] {
        let run = try ProgramRun(command + files)
        for file in ["a.yaml", "b.yaml"] {
          #expect(run.output.contains("net (\(file))"), "\(command)")
        }
      }
      #expect(try !ProgramRun([files[0]]).output.contains("(a.yaml)"))
    }
  }

  @Test func `The numbers of a convention are one table for machines`() throws {
    let rows = try records(["conventions", "deepspeed@0.19.8"])
    #expect(Set(rows.map { $0["number"] }) == ["deepspeed@0.19.8:flops", "deepspeed@0.19.8:macs"])
  }

  @Test(arguments: [
    (["compare", "resnet50", "mobilenet_v2"], "resnet50: PyTorch refuses to train it"),
    (["sweep", "resnet50"], "N = 1, H = 32, W = 32: PyTorch refuses to train here"),
  ])
  func `Bytes of training come with a note where PyTorch refuses to train`(
    command: [String], note: String
  ) throws {
    let refused = try ProgramRun(command + ["--input-size", "32"])
    #expect(refused.exitCode == 0 && refused.output.contains(note))
    for size in [["--input-size", "64"], ["--input-size", "32", "--batch", "2"]] {
      #expect(try !ProgramRun(command + size).output.contains("PyTorch refuses"))
    }
  }

  @Test func `A control character in the name of a file is written out`() throws {
    try inFolder { folder in
      let text = "backbone: resnet\ndepths: [1]\nplanes: [8]\n"
      let file = folder.appending(path: "a\u{1B}[31mb.yaml")
      try Data(text.utf8).write(to: file)
      for format in ["text", "csv", "markdown", "latex"] {
        for more in [["mobilenet_v2"], ["--depth", "1"]] {
          let run = try ProgramRun([file.path(percentEncoded: false), "--format", format] + more)
          #expect(run.exitCode == 0 && !run.output.contains("\u{1B}"))
        }
      }
      let missing = try ProgramRun(["a\u{1B}b\nc.yaml"])
      #expect(missing.error == "rla-profile: There is no file 'a\\u{1B}b\\u{A}c.yaml'.\n")
    }
  }
}
