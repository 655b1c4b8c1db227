import RLAArchitectures
package import RLACheckpoints
package import RLANetworks
package import RLAQueries

/// What a file of tensors has, for a report.
package struct CheckpointContents: Sendable {
  /// A tensor with what was read of its elements.
  package struct Row: Sendable {
    let tensor: FileTensor
    let checksum: UInt32?
    let statistics: TensorStatistics?

    package init(
      _ tensor: FileTensor, checksum: UInt32? = nil, statistics: TensorStatistics? = nil
    ) {
      self.tensor = tensor
      self.checksum = checksum
      self.statistics = statistics
    }
  }

  /// Networks that the tensors were compared with.
  package enum Match: Sendable {
    case catalog(ArchitectureSearch)
    /// One that the user named.
    case network(String, WeightFit)
  }

  /// The path, on one line.
  let path: String
  /// What is known beside the tensors; nil for an ONNX model.
  let facts: CheckpointFacts?
  let rows: [Row]
  let match: Match

  package init(path: String, facts: CheckpointFacts?, rows: [Row], match: Match) {
    self.path = path
    self.facts = facts
    self.rows = rows
    self.match = match
  }

  /// The differences from the network that the tensors are compared with; none where they fit or no
  /// network is near.
  var differences: (network: String, WeightFit)? {
    switch match {
    case .network(let name, let fit): fit.isExact ? nil : (name, fit)
    case .catalog(let search): search.near.map { ($0.entry.name, $0.fit) }
    }
  }
}

extension ArchitectureSearch {
  /// The nearest network, where at least half of the file fits it.
  var near: Answer? {
    guard let nearest, nearest.fit.differences.count <= nearest.fit.fitting else { return nil }
    return nearest
  }
}
