import ArgumentParser

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
      CompareCommand.self, SweepCommand.self, CheckpointCommand.self, ConvertCommand.self,
      ReportCommand.self, DiagramCommand.self, ExportCommand.self,
      BenchCommand.self, MachineCommand.self, VerifyCommand.self, EvaluateCommand.self,
      TrainCommand.self, CurvesCommand.self, LayoutCommand.self,
    ],
    defaultSubcommand: ProfileCommand.self)

  static let name = "rla-profile"

  static let version = "0.1.0"

  static var commandNames: [String] {
    configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
  }
}

extension CommandConfiguration {
  /// The configuration of one of the commands of the program.
  ///
  /// Commands are parsed by themselves. To one that names its superior the parser does not put the
  /// question first whether it should write a completion script, which would take longer than
  /// counting a network.
  static func command(
    _ name: String, abstract: String, discussion: String = "", shouldDisplay: Bool = true
  ) -> CommandConfiguration {
    CommandConfiguration(
      commandName: name, _superCommandName: RLAProfile.name, abstract: abstract,
      discussion: discussion, shouldDisplay: shouldDisplay)
  }
}
