import ArgumentParser
import RLAArchitectures
import RLANetworks
import RLAReports
import RLASymbolic

struct ParametersCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "parameters",
    abstract: "List the tensors of a network as PyTorch's state_dict names and orders them.")

  @OptionGroup(title: "Network") var network: NetworkNames
  @OptionGroup(title: "Network") var variant: VariantOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      var parts: [ReportList.Part] = []
      let requests = try network.requested()
      for request in requests {
        let named = try variant.named(request)
        let built = named.network
        if built.parameterCount.isOverflowed { throw .overflow(built.name) }
        let weights = try weights.weights(for: named, built, isOnly: requests.count == 1)
        parts.append(
          ParametersReport(built, weights?.description, weights?.file.tensors.tensors).part)
      }
      return ReportList(parts, isList: requests.count > 1).text(output.format, on: output.page)
    }
  }
}
