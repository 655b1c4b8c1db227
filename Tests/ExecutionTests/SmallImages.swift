import RLAAnalysis
import RLAArchitectures
import RLASymbolic

extension Catalog {
  /// The names of the networks that take images of 64x64, which keep a test short.
  static let namesAt64: [String] = entries.filter { entry in
    guard let network = try? entry.architecture().network else { return true }
    return (try? InferredShapes(network, input: [1, 3, 64, 64])) != nil
  }.map(\.name)
}
