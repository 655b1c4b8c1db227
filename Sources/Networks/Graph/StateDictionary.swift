/// A line of a state_dict: a tensor under one of its names.
public struct StateEntry: Hashable, Sendable {
  /// The full key, `stages.0.0.conv1.weight`.
  public let name: String
  public let weight: Weight
  /// The name under which the tensor stands first, where this is another one.
  public let sharedWith: String?

  public init(name: String, weight: Weight, sharedWith: String?) {
    self.name = name
    self.weight = weight
    self.sharedWith = sharedWith
  }
}

extension Network {
  /// Every tensor in the order and under the names of PyTorch's state_dict; for a network from a
  /// file, those of the file: first the tensors of layers, then those that no layer owns.
  public var stateDictionary: [StateEntry] {
    let entries = registrations.flatMap { registration -> [StateEntry] in
      let layer = layers[registration.layer]
      if !layer.tensors.isEmpty { return layer.ownEntries }
      return layer.operator.weights.map { weight in
        StateEntry(
          name: weight.name(at: registration.path), weight: weight,
          sharedWith: registration.path == layer.path ? nil : weight.name(at: layer.path))
      }
    }
    return entries
      + constants.compactMap { constant in
        constant.role.map {
          StateEntry(
            name: constant.name, weight: Weight(constant.name, constant.fact.shape, $0),
            sharedWith: nil)
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

extension Weight {
  /// The key of the tensor in a module; that of the outermost one has no path.
  package func name(at path: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

extension Layer {
  /// The tensors of a file that this layer owns.
  fileprivate var ownEntries: [StateEntry] {
    zip(`operator`.weights, tensors).compactMap { weight, tensor in
      guard let name = tensor.name, !tensor.isTied else { return nil }
      return StateEntry(name: name, weight: weight, sharedWith: nil)
    }
  }
}
