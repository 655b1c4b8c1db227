import ArgumentParser
import RLAArchitectures
import RLANetworks
import RLASymbolic

/// Which networks, whatever the size of their input.
struct NetworkOptions: ParsableArguments {
  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: ArgumentHelp(
      "A name, an ONNX model (.onnx), or an architecture file (.yaml, .yml, .json).",
      valueName: "name"),
    completion: .architectures)
  var architecture: String?

  @Option(help: "Where the state reads its input: as the published code runs or the paper draws.")
  var wiring: Wiring?

  @OptionGroup var detector: DetectorOptions
  @OptionGroup var inputs: InputOptions

  /// The network that was asked for.
  func named(
    stateChannels k: Dim? = nil, classes: Dim? = nil
  ) throws(CommandFailure) -> NamedArchitecture {
    guard let architecture else { throw .missingArchitecture }
    return try NamedArchitecture(
      architecture, stateChannels: k, classes: classes, wiring: wiring, detector: detector)
  }

  /// The network with state channels and classes as symbols, where it lets them be chosen.
  func general() throws(CommandFailure) -> NamedArchitecture {
    do throws(CommandFailure) {
      return try named(stateChannels: Dim(.stateChannels), classes: Dim(.classes))
    } catch {
      guard case .stateChannels = error else { throw error }
      return try named(classes: Dim(.classes))
    }
  }
}
