import ArgumentParser
import RLANetworks

/// Weights from a file instead of those by formula.
struct WeightsOption: ParsableArguments {
  static let name = "--weights"

  @Option(
    name: .customLong("weights"),
    help: ArgumentHelp(
      "Take the weights of this checkpoint (.pth, .safetensors) or ONNX model; names and shapes must fit.",
      valueName: "file"),
    completion: .file())
  var path: String?

  /// The weights for a network; nil where none were given.
  ///
  /// - Throws: `CommandFailure` where they do not fit, or the network is one of several or comes from
  ///   a file with weights of its own.
  func weights(
    for named: NamedArchitecture, _ network: Network, isOnly: Bool = true
  ) throws(CommandFailure) -> NetworkWeights? {
    guard let path else { return nil }
    if named.imported != nil { throw .weightsOfModel(named.requested) }
    if !isOnly { throw .oneNetworkOnly(option: Self.name) }
    return try NetworkWeights(path, for: network)
  }
}
