public import RLANetworks
public import RLASymbolic

/// How the tensors of a file fit those of a network.
public struct WeightFit: Hashable, Sendable {
  /// A tensor that does not fit.
  public struct Difference: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      /// The network has it and the file does not.
      case missing
      /// The file has it and the network does not.
      case unexpected
      case shape
      /// The network computes with real numbers, and the file has others.
      case type
    }

    public let name: String
    /// What the network has; nil for nothing.
    public let expected: Shape?
    /// What the file has; nil for nothing.
    public let found: FileTensor?

    public var kind: Kind {
      guard let found else { return .missing }
      guard let expected else { return .unexpected }
      return expected == found.symbolicShape ? .type : .shape
    }
  }

  /// Those of the network in its order, then what only the file has in its order.
  public let differences: [Difference]
  /// Tensors of the network that the file has in the right shape and type.
  public let fitting: Int

  public var isExact: Bool { differences.isEmpty }

  /// - Parameters:
  ///   - tensors: What the file has.
  ///   - entries: What the network has, shared tensors under each of their names.
  ///   - hasNamesOnce: Whether the file has a shared tensor under the first of its names alone, as
  ///     ONNX models do.
  public init(of tensors: [FileTensor], to entries: [StateEntry], hasNamesOnce: Bool = false) {
    let found = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    var (differences, known, fitting) = ([Difference](), Set<String>(), 0)
    for entry in entries {
      known.insert(entry.name)
      let tensor = found[entry.name]
      if let tensor, tensor.fits(entry.weight) {
        fitting += 1
        continue
      }
      // PyTorch before 0.4.1 did not count batches.
      if tensor == nil, entry.isCounter { continue }
      if tensor == nil, hasNamesOnce, let first = entry.sharedWith, found[first] != nil { continue }
      differences.append(
        Difference(name: entry.name, expected: entry.weight.shape, found: tensor))
    }
    self.fitting = fitting
    for tensor in tensors where !known.contains(tensor.name) {
      differences.append(Difference(name: tensor.name, expected: nil, found: tensor))
    }
    self.differences = differences
  }

  public init(of tensors: [FileTensor], to network: Network, hasNamesOnce: Bool = false) {
    self.init(of: tensors, to: network.stateDictionary, hasNamesOnce: hasNamesOnce)
  }
}

extension StateEntry {
  /// Whether it counts batches, which no run reads.
  package var isCounter: Bool { weight.role == .buffer && weight.shape.rank == 0 }
}

extension FileTensor {
  fileprivate func fits(_ weight: Weight) -> Bool {
    let isNumber = type.isFloating || weight.shape.rank == 0 && weight.role == .buffer
    return isNumber && symbolicShape == weight.shape
  }
}
