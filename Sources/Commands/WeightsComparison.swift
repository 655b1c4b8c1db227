import RLACheckpoints
import RLANetworks
import RLAReports
import RLAText

/// Two files of weights that `compare` was given.
struct WeightsComparison {
  private let first: WeightsFile
  private let second: WeightsFile
  private let output: OutputOptions

  private static let endings: Set<String> = ["pth", "pt", "tar", "safetensors", "ckpt", "bin"]

  /// Nil where no word names a file of weights.
  ///
  /// - Throws: `CommandFailure` where the words are not two such files, or an option does not apply to
  ///   them.
  init?(_ command: CompareCommand) throws(CommandFailure) {
    let words = command.names + command.architectures
    guard words.contains(where: Self.isWeights) else { return nil }
    if let network = words.first(where: { !Self.isWeights($0) && !ModelFile.isModel($0) }) {
      throw .weightsBesideNetworks(network)
    }
    if words.count != 2 { throw .twoWeights(words.count) }
    if let option = command.optionOfNetworks { throw .optionOfWeights(option) }
    first = try WeightsFile(words[0])
    second = try WeightsFile(words[1])
    output = command.output
  }

  private static func isWeights(_ word: String) -> Bool {
    word.fileEnding.map(endings.contains) ?? false
  }

  func text() throws(CommandFailure) -> String {
    for file in [first, second] { try file.check() }
    let comparison: CheckpointComparison
    do throws(TensorFailure) {
      comparison = try CheckpointComparison(first.tensors, second.tensors)
    } catch {
      throw .unreadableTensor("\(first.path)' or '\(second.path)", error)
    }
    return WeightsComparisonReport(
      comparison, first: first.path.printable, second: second.path.printable
    )
    .text(output.format, on: output.page)
  }
}

extension CompareCommand {
  /// The first option that is about networks; nil where none was given.
  fileprivate var optionOfNetworks: String? {
    let options = [
      ("--convention", !counting.convention.isEmpty), ("--strict", coverage.strict),
      ("--layers", layers), ("--units", units.wanted != nil), ("--bench", bench),
      ("--plot", plot != nil),
    ]
    return model.given.first ?? options.first(where: \.1)?.0
  }
}
