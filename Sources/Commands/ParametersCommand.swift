import ArgumentParser
import RLAArchitectures
import RLANetworks
import RLAReports
import RLASymbolic
import RLAText

struct ParametersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parameters",
    abstract: "List the tensors of a network as PyTorch's state_dict names and orders them.")

  @OptionGroup(title: "Network") var model: ModelOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      var reports: [ParametersReport] = []
      for named in try model.models() {
        let network = named.architecture.network
        if network.parameterCount.isOverflowed { throw .overflow(network.name) }
        reports.append(ParametersReport(network))
      }
      if output.format == .json, reports.count > 1 {
        return JSONValue.array(reports.map(\.json)).text
      }
      return reports.map { $0.text(output.format, styled: output.isStyled) }
        .joined(separator: "\n")
    }
  }
}
