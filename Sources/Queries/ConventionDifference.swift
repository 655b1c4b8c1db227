public import RLAAnalysis
public import RLASymbolic

/// Two counting conventions on one network, side by side and line by line.
///
/// Each line is what one kind of operator counts in one call style by the same rules, so the lines add up
/// to the totals exactly.
public struct ConventionDifference: Sendable {
  public let left: Convention.Measure
  public let right: Convention.Measure
  /// Lines with the largest difference first; lines that count nothing on either side are left out.
  public let lines: [Line]

  public struct Line: Sendable {
    package let key: WorkTally.Key
    /// Applications of the operator.
    public fileprivate(set) var calls: Int
    public fileprivate(set) var left: Dim
    public fileprivate(set) var right: Dim
    /// The rules that count on each side; none where nothing counts.
    public let leftRules: [Convention.Rule]
    public let rightRules: [Convention.Rule]

    /// What the right side counts more.
    public var difference: Dim { right - left }
  }

  public init(_ left: Convention.Measure, _ right: Convention.Measure, on tally: WorkTally) {
    self.left = left
    self.right = right
    let lines = tally.entries.sorted { $0.key < $1.key }.map { key, entry in
      Line(
        key: key, calls: entry.calls,
        left: left.count(entry.work, for: key, batch: tally.batch),
        right: right.count(entry.work, for: key, batch: tally.batch),
        leftRules: left.rules(for: key),
        rightRules: right.rules(for: key))
    }
    self.lines = lines.joined.filter { $0.left != 0 || $0.right != 0 }
      .enumerated().sorted { one, other in
        let sizes = [one, other].map { $0.element.difference.value?.magnitude ?? 0 }
        return (sizes[1], one.offset) < (sizes[0], other.offset)
      }
      .map(\.element)
  }

  /// The sums of the lines, which a tool that does not add in integers rounds.
  public var leftTotal: Dim { lines.reduce(0) { $0 + $1.left } }
  public var rightTotal: Dim { lines.reduce(0) { $0 + $1.right } }
  /// The sum of all differences, which is that of the totals.
  public var difference: Dim { lines.reduce(0) { $0 + $1.difference } }
}

extension [ConventionDifference.Line] {
  /// The lines of one kind and call style that follow the same rules as one: convolutions over one and
  /// over two axes.
  fileprivate var joined: [ConventionDifference.Line] {
    reduce(into: []) { lines, line in
      guard
        let place = lines.firstIndex(where: {
          $0.key.kind == line.key.kind && $0.key.callStyle == line.key.callStyle
            && $0.leftRules == line.leftRules && $0.rightRules == line.rightRules
        })
      else { return lines.append(line) }
      lines[place].calls += line.calls
      lines[place].left += line.left
      lines[place].right += line.right
    }
  }
}
