import RLANetworks
public import RLASymbolic

/// A node of which only running tells which of its bodies runs.
public struct OpenBranch: Sendable {
  public let name: String
  /// Multiply-adds of one run of each body; nil for one whose shapes do not fit.
  public let multiplyAdds: [Dim?]
}

/// Nodes of a type that has no rule, so that what they cost is not known.
public struct UnknownNodes: Hashable, Sendable {
  /// With its domain: `com.acme.Fuse`.
  public let type: String
  /// The name of the first of them.
  public let first: String
  public fileprivate(set) var count: Int
}

extension Profile {
  /// Such nodes in order, those of bodies included.
  public var openBranches: [OpenBranch] {
    shapes.bodies.keys.sorted().flatMap { index -> [OpenBranch] in
      let inferred = shapes.bodies[index] ?? []
      let inner = (bodies[index] ?? []).flatMap { $0?.openBranches ?? [] }
      guard inferred.count > 1, inferred.contains(where: { $0.runs == nil }) else { return inner }
      let counts = bodyTotals(ofNode: index).map { $0?.work[.multiplyAdds] }
      return [OpenBranch(name: network.name(ofNode: index), multiplyAdds: counts)] + inner
    }
  }

  /// The nodes without a rule by type, in the order of their first.
  public var unknownNodes: [UnknownNodes] { network.unknownNodes(known: []) }
}

extension Network {
  fileprivate func unknownNodes(known: [UnknownNodes]) -> [UnknownNodes] {
    var found = known
    for (index, node) in nodes.enumerated() {
      let kind = node.kind
      if kind.category == .custom {
        if let place = found.firstIndex(where: { $0.type == kind.name }) {
          found[place].count += 1
        } else {
          found.append(
            UnknownNodes(type: kind.name, first: name(ofNode: index), count: 1))
        }
      }
      if node.isPlain { continue }
      for body in node.bodies { found = body.network.unknownNodes(known: found) }
    }
    return found
  }
}
