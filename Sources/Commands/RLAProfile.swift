import ArgumentParser

/// The program `rla-profile`.
package enum CommandLineTool {
  /// Runs the command that the process was started with, and exits where it fails.
  package static func run() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.first?.hasPrefix("-") == true, var command = defaultCommand(arguments) else {
      RLAProfile.main(arguments)
      return
    }
    do {
      try command.run()
    } catch {
      RLAProfile.exit(withError: error)
    }
  }

  /// The default command where the arguments are its own.
  ///
  /// Reading them without the options of all other commands takes a fifth off a start; whatever
  /// does not fit, such as a mistake or a request for help, is left to the whole parser.
  private static func defaultCommand(_ arguments: [String]) -> ProfileCommand? {
    try? ProfileCommand.parseAsRoot(arguments) as? ProfileCommand
  }
}

struct RLAProfile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: name,
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

  static let name = "rla-profile"
  static let version = "0.1.0"
}
