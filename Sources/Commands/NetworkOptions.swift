import ArgumentParser
import RLAArchitectures
import RLANetworks
import RLASymbolic

/// Which networks, whatever the size of their input.
struct NetworkOptions: ParsableArguments {
  @OptionGroup var names: NetworkNames

  @Option(
    help:
      "Where the state reads its input: as the published code runs or the paper draws; by default as name or file say."
  )
  var wiring: Wiring?

  @OptionGroup var detector: DetectorOptions
  @OptionGroup var inputs: InputOptions

  /// One of the networks that were asked for.
  func named(
    _ request: RequestedNetwork, stateChannels k: Dim? = nil, classes: Dim? = nil
  ) throws(CommandFailure) -> NamedArchitecture {
    try NamedArchitecture(
      request, stateChannels: k, classes: classes, wiring: wiring, detector: detector,
      branches: inputs.branches
    ) { named throws(CommandFailure) in try named.symbolicInputs(inputs) }
  }

  /// The network with state channels and classes as symbols, where it lets them be chosen.
  func general(_ request: RequestedNetwork) throws(CommandFailure) -> NamedArchitecture {
    try NamedArchitecture.general { k throws(CommandFailure) in
      try named(request, stateChannels: k, classes: Dim(.classes))
    }
  }
}

extension NamedArchitecture {
  /// A network with state channels as a symbol, where it lets them be chosen; `named` makes it with
  /// given ones.
  static func general(
    _ named: (_ stateChannels: Dim?) throws(CommandFailure) -> NamedArchitecture
  ) throws(CommandFailure) -> NamedArchitecture {
    do throws(CommandFailure) {
      return try named(Dim(.stateChannels))
    } catch {
      guard case .stateChannels = error else { throw error }
      return try named(nil)
    }
  }
}
