import Foundation
import Testing

/// Standard streams that are closed, full or left by their reader.
@Suite struct StreamTests {
  /// The exit code of a command in a shell, and what it prints.
  private func ending(_ command: String) throws -> (code: String, text: String) {
    try inFolder { folder in
      let text = try ProgramRun.shell("\(command); echo \"exit code $?\"", in: folder)
      let lines = text.split(separator: "\n").map(String.init)
      return (lines.last ?? "", lines.dropLast().joined(separator: "\n"))
    }
  }

  private static let answers = [
    "list rla_resnet50", "-a resnet50", "--version", "--help", "bench --help",
    "--generate-completion-script bash", "diagram -a resnet50 --format dot",
    "diagram -a rla_mobilenetv2",
  ]
  private static let deadOutputs = [">&-", "> /dev/full", "<&- >&-"]
  private static let deadErrors = ["2>&-", "2> /dev/full", "2>&- <&-"]

  @Test(arguments: answers, deadOutputs)
  func `An answer that cannot be written is 74 in one sentence`(
    command: String, output: String
  ) throws {
    let ending = try ending("rla-profile \(command) \(output)")
    #expect(ending.code == "exit code 74")
    let reason = output == "> /dev/full" ? "no space left on device" : "bad file descriptor"
    #expect(ending.text == "rla-profile: Cannot write to the standard output: \(reason).")
  }

  @Test(arguments: answers, deadErrors)
  func `An answer does not need the standard error`(command: String, error: String) throws {
    #expect(try ending("rla-profile \(command) \(error) > out").code == "exit code 0")
    #expect(try ending("rla-profile \(command) \(error) > /dev/full").code == "exit code 74")
    #expect(try ending("rla-profile \(command) \(error) >&-").code == "exit code 74")
  }

  @Test(arguments: deadErrors)
  func `A mistake has its exit code though nobody can be told`(error: String) throws {
    for (command, code) in [
      ("-a nope", 64), ("--nope", 64), ("-a /no/such.yaml", 66), ("-a resnet50 --input-size 0", 64),
      ("-a resnet50 -o /no/such/x.txt", 73), ("-a resnet50 --assert 'macs < 1' > out", 1),
      ("bench -a rla_resnet50 --input-size 225", 65), ("diagram -a resnet50 --view stage 9", 64),
    ] {
      #expect(
        try ending("rla-profile \(command) \(error)").code == "exit code \(code)", "\(command)")
    }
  }

  @Test func `A file gets nothing of what a closed standard error would have got`() throws {
    let text = try ending("rla-profile -a resnet50 --assert 'macs < 1' -o x.txt 2>&-; cat x.txt")
    #expect(!text.text.contains("does not meet") && text.text.contains("resnet50"))
  }

  @Test func `A reader that leaves is no mistake`() throws {
    for command in ["list", "--help", "-a all"] {
      let piped = "{ rla-profile \(command); echo $? > code; } | true; cat code"
      let text = try inFolder { try ProgramRun.shell("sleep 0; \(piped)", in: $0) }
      // The reader may be slower than a short answer.
      #expect(text == "141\n" || text == "0\n", "\(text)")
    }
    let error = try inFolder {
      try ProgramRun.shell("{ rla-profile -a nope; echo $? > code; } 2>&1 | true; cat code", in: $0)
    }
    #expect(error == "64\n")
  }
}
