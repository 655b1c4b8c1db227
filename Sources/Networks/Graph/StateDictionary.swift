/// A line of a state_dict: a tensor under one of its names.
public struct StateEntry: Sendable {
  /// The full key, `stages.0.0.conv1.weight`.
  public let name: String
  public let weight: Weight
  /// The name under which the tensor stands first, where this is another one.
  public let sharedWith: String?
}

extension Network {
  /// Every tensor in the order and under the names of PyTorch's state_dict.
  public var stateDictionary: [StateEntry] {
    registrations.flatMap { registration in
      let layer = layers[registration.layer]
      return layer.operator.weights.map { weight in
        StateEntry(
          name: "\(registration.path).\(weight.name)", weight: weight,
          sharedWith: registration.path == layer.path ? nil : "\(layer.path).\(weight.name)")
      }
    }
  }

  /// How often each layer is applied, by layer number.
  public var applicationCounts: [Int] {
    var counts = [Int](repeating: 0, count: layers.count)
    for node in nodes {
      if let layer = node.layer { counts[layer] += 1 }
    }
    return counts
  }
}
