public import RLAAnalysis
import RLANetworks
public import RLASymbolic

/// Two networks, call by call: what both have, what differs, what only one of them has.
///
/// Calls are paired by a longest common subsequence (Wagner and Fischer 1974) of what they are:
/// operator, kernel, stage and whether they belong to the state. Channel counts do not matter, so a
/// layer that became wider stays the same layer.
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

  public init(_ left: Profile, _ right: Profile) {
    let leftRows = Breakdown(left, by: .calls).rows
    let rightRows = Breakdown(right, by: .calls).rows
    lines = Self.pairs(left.signatures, right.signatures).map { one, other in
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

  /// The share of the smaller network's calls that have a partner, between 0 and 1.
  public var agreement: Double {
    let paired = lines.filter { $0.left != nil && $0.right != nil }.count
    let smaller = min(
      lines.filter { $0.left != nil }.count, lines.filter { $0.right != nil }.count)
    return smaller == 0 ? 0 : Double(paired) / Double(smaller)
  }

  private static func change(_ left: Breakdown.Row?, _ right: Breakdown.Row?) -> Change {
    guard let left else { return .added }
    guard let right else { return .removed }
    let isSame =
      left.output == right.output && left.metrics.parameters == right.metrics.parameters
      && left.metrics.tally.hasSameWork(as: right.metrics.tally)
    return isSame ? .same : .changed
  }

  /// Positions in both lists, paired where a longest common subsequence has them.
  private static func pairs(
    _ left: [Signature], _ right: [Signature]
  ) -> [(Int?, Int?)] {
    let columns = right.count + 1
    // lengths[i, j]: how many can be paired from positions i and j on.
    var lengths = [Int32](repeating: 0, count: (left.count + 1) * columns)
    for row in left.indices.reversed() {
      for column in right.indices.reversed() {
        let here = row * columns + column
        lengths[here] =
          left[row] == right[column]
          ? lengths[here + columns + 1] + 1 : max(lengths[here + columns], lengths[here + 1])
      }
    }
    var result: [(Int?, Int?)] = []
    var (row, column) = (0, 0)
    while row < left.count || column < right.count {
      let here = row * columns + column
      if row < left.count, column < right.count, left[row] == right[column] {
        result.append((row, column))
        (row, column) = (row + 1, column + 1)
      } else if column == right.count
        || row < left.count && lengths[here + columns] >= lengths[here + 1]
      {
        result.append((row, nil))
        row += 1
      } else {
        result.append((nil, column))
        column += 1
      }
    }
    return result
  }
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

  fileprivate func stage(ofNode index: Int) -> String {
    network.stageName(of: network.nodes[index])
  }
}
