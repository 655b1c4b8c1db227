package import RLAAnalysis
import RLANetworks

/// The calls of two networks side by side.
///
/// They are paired by a longest common subsequence of what they are: operator, kernel, stage and
/// whether they belong to the state. Channel counts do not matter, so a layer that became wider
/// stays the same layer.
package struct CallPairing: Sendable {
  /// Numbers of calls in the order of execution; nil where the other network has no counterpart.
  package let pairs: [(left: Int?, right: Int?)]

  package init(_ left: Profile, _ right: Profile) {
    pairs = LongestCommonSubsequence(left.signatures, right.signatures).pairs
  }

  /// The share of the smaller network's calls that have a partner, between 0 and 1.
  package var agreement: Double {
    let paired = pairs.count { $0.left != nil && $0.right != nil }
    let smaller = min(pairs.count { $0.left != nil }, pairs.count { $0.right != nil })
    return smaller == 0 ? 0 : Double(paired) / Double(smaller)
  }

  /// Whether at least half of the calls have a counterpart; else the structures have nothing to do
  /// with each other.
  package var isClose: Bool { agreement >= 0.5 }
}

/// What a call is, channel counts aside.
private struct Signature: Hashable {
  let kind: OperatorKind
  let windows: [Window]
  let stage: String
  let isBackbone: Bool
}

extension Profile {
  fileprivate var signatures: [Signature] {
    network.nodes.map { node in
      let function = network.operator(of: node)
      return Signature(
        kind: function.kind, windows: (function as? Convolution)?.windows ?? [],
        stage: network.stageName(of: node), isBackbone: network.isMain(node))
    }
  }
}
