import Testing

@Suite struct CompletionTests {
  static let options = [("--architecture", "rla_resnet50"), ("--convention", "thop@0.0.31")]

  /// What the completion script of a shell runs.
  @Test(arguments: options)
  func `Shells ask for names when a user wants them`(option: String, name: String) throws {
    let run = try ProgramRun(
      ["---completion", "profile", "--", option, "2", "0", "rla-profile", option, ""])
    #expect(run.exitCode == 0)
    #expect(run.output.split(separator: "\n").contains(Substring(name)))
  }
}
