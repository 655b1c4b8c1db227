public import RLAAnalysis
import RLANetworks
public import RLASymbolic

/// Two networks, call by call: what both have, what differs, what only one of them has.
///
/// Calls are paired as `CallPairing` says.
public struct NetworkDifference: Sendable {
  public enum Change: Hashable, Sendable {
    case same
    case changed
    case added
    case removed
  }

  public struct Line: Sendable {
    public let change: Change
    public let stage: String
    /// The call in the left network; nil where it was added.
    public let left: Breakdown.Row?
    /// The call in the right network; nil where it was removed.
    public let right: Breakdown.Row?

    /// Parameters that the right network has more.
    public var parameters: Dim {
      (right?.metrics.parameters ?? 0) - (left?.metrics.parameters ?? 0)
    }

    /// What the right network counts more.
    public func count(_ measure: Convention.Measure) -> Dim {
      (right.map { measure.count($0.metrics.tally) } ?? 0)
        - (left.map { measure.count($0.metrics.tally) } ?? 0)
    }
  }

  /// In the order of execution.
  public let lines: [Line]
  /// The stages of both networks, in the order of execution.
  public let stages: [String]
  /// The share of the smaller network's calls that have a partner, between 0 and 1.
  public let agreement: Double
  /// Whether at least half of the calls have a counterpart.
  package let isClose: Bool

  public init(_ left: Profile, _ right: Profile) {
    let leftRows = Breakdown(left, by: .calls.showing(.nodes)).rows
    let rightRows = Breakdown(right, by: .calls.showing(.nodes)).rows
    let pairing = CallPairing(left, right)
    (agreement, isClose) = (pairing.agreement, pairing.isClose)
    lines = pairing.pairs.map { one, other in
      let before = one.map { leftRows[$0] }
      let after = other.map { rightRows[$0] }
      return Line(
        change: Self.change(before, after),
        stage: one.map { left.stage(ofNode: $0) } ?? other.map { right.stage(ofNode: $0) } ?? "",
        left: before, right: after)
    }
    var seen: Set<String> = []
    stages = (right.network.stages + left.network.stages).filter { seen.insert($0).inserted }
  }

  private static func change(_ left: Breakdown.Row?, _ right: Breakdown.Row?) -> Change {
    guard let left else { return .added }
    guard let right else { return .removed }
    let isSame =
      left.output == right.output && left.metrics.parameters == right.metrics.parameters
      && left.metrics.tally.hasSameWork(as: right.metrics.tally)
    return isSame ? .same : .changed
  }
}

extension Profile {
  fileprivate func stage(ofNode index: Int) -> String {
    network.stageName(of: network.nodes[index])
  }
}
