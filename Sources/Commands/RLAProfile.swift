import ArgumentParser

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
      CompareCommand.self, SweepCommand.self, CheckpointCommand.self, ConvertCommand.self,
      ReportCommand.self, DiagramCommand.self, ExportCommand.self,
      BenchCommand.self, MachineCommand.self, VerifyCommand.self, EvaluateCommand.self,
      TrainCommand.self, CurvesCommand.self, LayoutCommand.self,
    ],
    defaultSubcommand: ProfileCommand.self)

  static let version = "0.1.0"

  static var commandNames: [String] {
    configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
  }
}
