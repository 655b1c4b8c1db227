import Glibc
public import RLAExecution
import RLANetworks

/// Random weights as PyTorch and the published code initialize them, from a seeded stream.
///
/// Convolutions over images are normal with variance 2 / (outputs · taps) (He et al. 2015, fan-out),
/// norms begin as the identity. Other weights are uniform within ±1/√fan-in, as `nn.Linear`,
/// `nn.Conv1d` and biases of `nn.Conv2d` are.
public struct InitialWeights: Sendable {
  /// What the code of a family changes of that.
  public enum Rule: Hashable, Sendable {
    /// Every `bn3` begins with a scale of zero, so that blocks begin as identities.
    case residual
    /// Linear layers are normal with a deviation of 0.01, their biases zero.
    case mobile
  }

  private let rule: Rule
  private let seed: Int

  public init(_ rule: Rule, seed: Int) {
    self.rule = rule
    self.seed = seed
  }

  /// Sets all tensors; the statistics of norms to mean 0 and variance 1.
  public func fill(_ parameters: Parameters) {
    for (index, entry) in parameters.entries.enumerated() {
      let layer = parameters.network.layers[entry.layer]
      parameters[index] = values(entry, layer, parameters)
    }
  }

  private func values(
    _ entry: Parameters.Entry, _ layer: Layer, _ parameters: Parameters
  ) -> [Float] {
    let part = entry.name.split(separator: ".").last ?? ""
    let isBias = part.hasSuffix("bias")
    switch (part, layer.operator) {
    case ("running_mean", _): return constant(0, entry)
    case ("running_var", _): return constant(1, entry)
    case (_, let convolution as Convolution) where convolution.windows.count == 2 && !isBias:
      let fanOut = entry.shape[0] * entry.shape.dropFirst(2).reduce(1, *)
      return normal((2 / Double(fanOut)).squareRoot(), entry)
    case (_, is Linear) where rule == .mobile:
      return isBias ? constant(0, entry) : normal(0.01, entry)
    case (_, is Convolution), (_, is Linear):
      return uniform(1 / Double(fanIn(of: layer, parameters)).squareRoot(), entry)
    default:
      if entry.shape.count > 1 {
        return uniform(1 / Double(entry.shape.dropFirst().reduce(1, *)).squareRoot(), entry)
      }
      if isBias { return constant(0, entry) }
      let isLast = rule == .residual && layer.path.split(separator: ".").last == "bn3"
      return constant(isLast ? 0 : 1, entry)
    }
  }

  /// The inputs of one output of a layer.
  private func fanIn(of layer: Layer, _ parameters: Parameters) -> Int {
    guard let index = parameters.index(of: "\(layer.path).weight") else { return 1 }
    return parameters.entries[index].shape.dropFirst().reduce(1, *)
  }

  // MARK: - Numbers

  private func stream(_ entry: Parameters.Entry) -> SyntheticValues {
    SyntheticValues("initial \(seed) \(entry.name)")
  }

  private func constant(_ value: Float, _ entry: Parameters.Entry) -> [Float] {
    Array(repeating: value, count: entry.count)
  }

  private func uniform(_ bound: Double, _ entry: Parameters.Entry) -> [Float] {
    let stream = stream(entry)
    return (0..<entry.count).map { Float((2 * stream.unit($0) - 1) * bound) }
  }

  /// By Box and Muller, two words for each number.
  private func normal(_ deviation: Double, _ entry: Parameters.Entry) -> [Float] {
    let stream = stream(entry)
    return (0..<entry.count).map { index in
      let radius = (Double(stream.word(2 * index) >> 11) + 1) * 0x1p-53
      let angle = Double(stream.word(2 * index + 1) >> 11) * 0x1p-53
      return Float(deviation * (-2 * log(radius)).squareRoot() * cos(2 * .pi * angle))
    }
  }
}
