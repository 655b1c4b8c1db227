package import RLANetworks
import RLAText

/// What a report says of weights that a named network took from a file.
package struct LoadedWeights: Hashable, Sendable {
  let path: String
  /// Those of the network's norms, which files of weights do not have.
  private let epsilons: [Double]

  package init(path: String, _ network: Network) {
    self.path = path.printable
    let norms = network.layers.compactMap { $0.operator as? BatchNormalization }
    epsilons = Set(norms.map(\.epsilon)).sorted()
  }

  package var text: String {
    if epsilons.isEmpty { return "from \(path)" }
    let numbers = epsilons.map { "\($0)" }.joined(separator: " and ")
    return "from \(path); the epsilon of norms, \(numbers), is the architecture's"
  }
}
