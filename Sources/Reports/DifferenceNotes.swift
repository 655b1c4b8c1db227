import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import RLAText

extension Convention.SharedModules {
  /// What a tool does where u modules hold a layer; nil where it counts a call once.
  var text: String? {
    switch self {
    case .once: nil
    case .visited: "counts a call u times"
    case .visitedWithHooks: "counts a call u x u times"
    case .hooksVisited: "counts u times what its hooks see of a call"
    case .listed: "has a hook, so that a call counts u times"
    }
  }
}

extension CodeFact {
  var text: String {
    switch self {
    case .shortcutsReadReLU:
      "The published code has in-place ReLUs at the head of branches, so that the shortcuts beside "
        + "them read max(x, 0) where the paper has x; counts and memory are those of the code."
    case .layersRunWithoutHooks:
      "The published code runs the layers of its blocks by their method forward, so that the hooks "
        + "of tools do not run; they count as functions."
    case .refreshedByFirstImage:
      "The published code refreshes what attention reads by the state of the first image of a batch, "
        + "so that the results of the others depend on it; counts and results are those of the code."
    case .headsMixBlocks:
      "The published code takes keys and values of several blocks for heads as they lie in memory, so "
        + "that a head has channels of several blocks; results are those of the code."
    case .dropsPaths(let percent):
      "The published code drops paths at a rate of \(percent) % in training whatever its argument "
        + "says; training here keeps all paths."
    }
  }
}

extension Convention.Measure {
  /// What the tool prints for the parameters of a network, where that is not their number.
  func parameterNote(_ profile: Profile) -> String? {
    let network = profile.network
    guard let convention = Convention.all.first(where: { $0.measures.contains { $0.key == key } }),
      let first = convention.measures.first,
      let printed = convention.parameters?.count(
        network, first, frozenLayers: profile.flow.frozenLayers
      ).value, let all = network.parameterCount.value, printed != all
    else { return nil }
    let numbers =
      "\(convention.id) prints \(Numbers.grouped(printed)) parameters, and there are "
      + Numbers.grouped(all)
    if printed > all {
      return "\(numbers): those of a layer that several modules hold count for each of them."
    }
    let bare = network.parameterCount(where: { $0.operator is BareParameter })
    let unhooked = network.parameterCount(where: {
      $0.callStyle == .function && !($0.operator is BareParameter)
    })
    let reasons = [
      (bare, "in bare parameters, which no layer holds"),
      (unhooked, "in layers that are run without their hooks"),
    ].filter { $0.0 > 0 }.map { "\(Numbers.grouped($0.0)) \($0.1)" }
    return numbers + (reasons.isEmpty ? "." : ": it misses \(reasons.joined(separator: " and ")).")
  }
}

extension Network {
  /// Learned values of some of the layers.
  fileprivate func parameterCount(where isCounted: (Layer) -> Bool) -> Int {
    layers.reduce(0) { $0 + (isCounted($1) ? $1.parameterCount.value ?? 0 : 0) }
  }
}
