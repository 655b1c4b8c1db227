import ArgumentParser
import RLAArchitectures
import RLACheckpoints
import RLANetworks
import RLAQueries
import RLAReports
import RLAText

struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "checkpoint",
    abstract: "Show what is in a file of trained weights, and which network it fits.",
    discussion: """
      Reads what torch.save writes (.pth, .pth.tar, before and since PyTorch 1.6), .safetensors, and \
      the initializers of ONNX models. The content decides, not the name. Only tensors are read: nothing in \
      the file is run, and no other file is opened.
      """)

  @Argument(help: "A checkpoint or an ONNX model.", completion: .file())
  var file: String

  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: ArgumentHelp(
      "Compare with this network; by default with those of the catalog.", valueName: "name"),
    completion: .architectures)
  var architecture: String?

  @OptionGroup var variant: VariantOptions

  @Flag(help: "Read all, compare the checksums of the file, and print one for each tensor.")
  var hash = false

  @Flag(
    help: "Mean, deviation and extremes of each tensor, and channels whose norms are near zero.")
  var statistics = false

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if architecture == nil, let option = variant.given.first {
      throw ValidationError(Wording.variantWithoutNetwork(option))
    }
  }

  func run() throws {
    var misfit: (network: String, fit: WeightFit)?
    try output.write { () throws(CommandFailure) in
      let file = try WeightsFile(file)
      if hash || statistics { try file.check() }
      let match = try match(file)
      if case .network(let name, let fit) = match, !fit.isExact { misfit = (name, fit) }
      let contents = CheckpointContents(
        path: file.path.printable, facts: file.checkpoint?.facts, rows: try rows(file),
        match: match)
      return CheckpointReport(contents).text(output.format, on: output.page)
    }
    if let misfit {
      throw CommandFailure.misfit(file, misfit.network, misfit.fit).reported()
    }
  }

  private func match(_ file: WeightsFile) throws(CommandFailure) -> CheckpointContents.Match {
    guard let architecture else {
      return .catalog(
        ArchitectureSearch(file.tensors.tensors, hasNamesOnce: file.checkpoint == nil))
    }
    let network = try variant.named(RequestedNetwork(architecture)).architecture.network
    return .network(network.name, file.fit(to: network))
  }

  private func rows(_ file: WeightsFile) throws(CommandFailure) -> [CheckpointContents.Row] {
    var rows: [CheckpointContents.Row] = []
    for tensor in file.tensors.tensors {
      let row = try file.reading { tensors throws(TensorFailure) in
        CheckpointContents.Row(
          tensor, checksum: hash ? try tensors.checksum(of: tensor) : nil,
          statistics: statistics ? try TensorStatistics(of: tensor, in: tensors) : nil)
      }
      rows.append(row)
    }
    return rows
  }
}
