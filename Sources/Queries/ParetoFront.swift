/// Which points of a sweep no other point beats in two columns at once.
public struct ParetoFront: Sendable {
  public let columns: (ConditionNames.Meaning, ConditionNames.Meaning)
  /// What is better in each column.
  public let goals: (Goal, Goal)

  public init(
    columns: (ConditionNames.Meaning, ConditionNames.Meaning), goals: (Goal, Goal)
  ) {
    self.columns = columns
    self.goals = goals
  }

  /// Whether less or more is better.
  public enum Goal: String, CaseIterable, Sendable {
    case min
    case max
  }

  /// By point of a sweep, whether it lies on the front.
  public func marks(in sweep: Sweep) -> [Bool] {
    Self.marks(
      sweep.points.map { (sweep.value(columns.0, at: $0), sweep.value(columns.1, at: $0)) },
      goals: goals)
  }

  /// Marks the points for which no other is at least as good in both respects and better in one.
  ///
  /// - Parameters:
  ///   - points: Two numbers for each point.
  ///   - goals: What is better in each respect.
  /// - Returns: By point, whether it lies on the front; equal points share the verdict.
  /// - Complexity: O(n log n).
  public static func marks(_ points: [(Int, Int)], goals: (Goal, Goal)) -> [Bool] {
    func cost(_ value: Int, _ goal: Goal) -> Int { goal == .min ? value : ~value }
    let costs = points.map { (cost($0.0, goals.0), cost($0.1, goals.1)) }
    var marks = [Bool](repeating: false, count: points.count)
    var best: (Int, Int)?
    for index in costs.indices.sorted(by: { costs[$0] < costs[$1] }) {
      if let best, costs[index] != best, costs[index].1 >= best.1 { continue }
      best = costs[index]
      marks[index] = true
    }
    return marks
  }
}
