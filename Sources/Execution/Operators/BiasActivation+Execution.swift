import RLANetworks

extension BiasActivation: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let input = inputs[0] else { preconditionFailure("The input is required.") }
    return [net.one(Activation(function), net.sum(input, inputs[1]))]
  }
}

extension Fused: ComposedExecutable {
  /// The layout of the operator that it begins with, whose weights it has.
  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout {
    (base as? any Executable)?.layout(ofWeight: weight, panelWidth: panelWidth) ?? .plain
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    func layer(_ function: some Operator) -> [Value] { net.layer("layer", function)(inputs) }
    let product = base.weights.isEmpty ? net.apply(base, to: inputs) : layer(base)
    return [net.one(Activation(function), product[0])]
  }
}
