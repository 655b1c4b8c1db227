import ArgumentParser
import RLAText

/// The program `rla-profile`.
package enum CommandLineTool {
  /// Runs the command that the process was started with, and exits where it fails.
  package static func run() {
    do {
      try checkHelp(CommandLine.arguments.dropFirst())
      var command = try RLAProfile.parseAsRoot()
      try command.run()
    } catch {
      refuse(error)
      RLAProfile.exit(withError: error)
    }
  }

  /// Refuses help on what is no command, for which the parser would show the help of the program.
  private static func checkHelp(_ arguments: ArraySlice<String>) throws {
    guard arguments.first == "help", let word = arguments.dropFirst().first,
      !word.hasPrefix("-"), !RLAProfile.commandNames.contains(word)
    else { return }
    throw CommandFailure.noHelp(
      word, suggestion: likelyName(for: word, in: RLAProfile.commandNames)
    )
    .reported()
  }

  /// Says in our own words what the argument parser refuses, and exits.
  private static func refuse(_ error: any Error) {
    let code = RLAProfile.exitCode(for: error)
    guard code == .validationFailure, !(error is ExitCode) else { return }
    let command = CommandLine.arguments.dropFirst().first(where: RLAProfile.commandNames.contains)
    let sentence = Wording.usage(
      ParserMessage(RLAProfile.message(for: error)),
      help: "rla-profile help \(command ?? ProfileCommand._commandName)")
    Output.remark(sentence.printable)
    RLAProfile.exit(withError: code)
  }
}

struct RLAProfile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rla-profile",
    abstract: "Report what a neural network costs, and draw it.",
    discussion: """
      Counts parameters and operations of RLA-Net (NeurIPS 2021, arXiv 2110.11852), of the \
      networks it builds on and of networks that a file describes, exactly and under every \
      counting convention that papers and tools use.

      Start with 'rla-profile -a resnet50_rla'; 'rla-profile list' names all architectures.
      """,
    version: version,
    subcommands: [
      ProfileCommand.self, ListCommand.self, ParametersCommand.self, ConventionsCommand.self,
      FormulaCommand.self, SizesCommand.self, MatchCommand.self, ExplainCommand.self,
      CompareCommand.self, SweepCommand.self,
      DiagramCommand.self,
      BenchCommand.self, VerifyCommand.self,
    ],
    defaultSubcommand: ProfileCommand.self)

  static let version = "0.1.0"

  static var commandNames: [String] { configuration.subcommands.map { $0._commandName } }
}
