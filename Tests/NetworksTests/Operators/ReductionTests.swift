import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct ReductionTests {
  /// Operations of a loop that makes each result from its elements.
  private struct Loop {
    var each = ElementCost()
    var result = ElementCost()
    /// Whether the first element is taken as it is.
    var skipsFirst = true
  }

  private static let loops: [(ReductionFunction, Loop)] = {
    let addition = ElementCost(additions: 1)
    let comparison = ElementCost(comparisons: 1)
    let square = ElementCost(additions: 1, multiplications: 1)
    return [
      (.sum, Loop(each: addition)),
      (.mean, Loop(each: addition, result: ElementCost(divisions: 1))),
      (.maximum, Loop(each: comparison)), (.minimum, Loop(each: comparison)),
      (.product, Loop(each: ElementCost(multiplications: 1))),
      (.l1, Loop(each: ElementCost(additions: 1, comparisons: 1), skipsFirst: false)),
      (.l2, Loop(each: square, result: ElementCost(divisions: 1), skipsFirst: false)),
      (.sumOfSquares, Loop(each: square, skipsFirst: false)),
      (.logSum, Loop(each: addition, result: ElementCost(exponentials: 1))),
      // The largest is found, then subtracted before every exponential.
      (
        .logSumExp,
        Loop(
          each: ElementCost(additions: 2, comparisons: 1, exponentials: 1),
          result: ElementCost(exponentials: 1), skipsFirst: false)
      ),
    ]
  }()

  private func add(_ cost: ElementCost, to sum: inout ElementCost) {
    sum.additions += cost.additions
    sum.multiplications += cost.multiplications
    sum.divisions += cost.divisions
    sum.comparisons += cost.comparisons
    sum.exponentials += cost.exponentials
  }

  @Test func `Shape and work agree with a loop over the elements`() throws {
    #expect(Set(Self.loops.map(\.0)) == Set(ReductionFunction.all))
    let sizes = [2, 3, 4, 5]
    for (function, loop) in Self.loops {
      for mask in 0..<16 {
        let axes = (0..<4).filter { mask >> $0 & 1 == 1 }
        for keepsAxes in [true, false] {
          var counts: [[Int]: Int] = [:]
          var cost = ElementCost()
          for index in 0..<120 {
            var (rest, place) = (index, [Int](repeating: 0, count: 4))
            for axis in (0..<4).reversed() {
              place[axis] = axes.contains(axis) ? 0 : rest % sizes[axis]
              rest /= sizes[axis]
            }
            let isFirst = counts[place] == nil
            if !isFirst || !loop.skipsFirst { add(loop.each, to: &cost) }
            counts[place, default: 0] += 1
          }
          for _ in counts { add(loop.result, to: &cost) }
          // Axes from the end are the same axes.
          let reduction = Reduction(
            function, over: axes.map { mask % 2 == 0 ? $0 : $0 - 4 }, keepingAxes: keepsAxes)
          try expect(reduction, counts.count, cost, axes, keepsAxes)
        }
      }
    }
  }

  private func expect(
    _ reduction: Reduction, _ results: Int, _ cost: ElementCost, _ axes: [Int], _ keepsAxes: Bool
  ) throws {
    var requirements = Requirements()
    let input = Operands([Fact.float([2, 3, 4, 5])])
    let facts = try reduction.outputs(of: input, requiring: &requirements)
    let sizes = [2, 3, 4, 5].enumerated().compactMap { axis, size in
      axes.contains(axis) ? (keepsAxes ? 1 : nil) : size
    }
    #expect(facts[0].shape.values == sizes)
    let work = reduction.work(on: input, outputs: Results(facts))
    #expect(work[.outputElements].value == results)
    #expect(work[.additions].value == cost.additions, "\(reduction.kind) \(axes)")
    #expect(work[.multiplications].value == cost.multiplications, "\(reduction.kind) \(axes)")
    #expect(work[.divisions].value == cost.divisions, "\(reduction.kind) \(axes)")
    #expect(work[.comparisons].value == cost.comparisons, "\(reduction.kind) \(axes)")
    #expect(work[.exponentials].value == cost.exponentials, "\(reduction.kind) \(axes)")
  }

  @Test func `Known sizes that are all reduced to one are tracked`() throws {
    var requirements = Requirements()
    let sizes: [Dim] = [3, Dim(.height), Dim(.width)]
    func element(_ function: ReductionFunction, _ elements: [Dim]) throws -> Dim? {
      try Reduction(function).outputs(
        of: Operands([.known(elements)]), requiring: &requirements)[0].element
    }
    #expect(try element(.product, sizes) == Dim(.height) * Dim(.width) * 3)
    #expect(try element(.sum, sizes) == Dim(.height) + Dim(.width) + 3)
    #expect(try element(.maximum, sizes) == nil)
    #expect(try element(.maximum, [3, 9, 4]) == 9)
    #expect(try element(.minimum, [3, 9, 4]) == 3)
    #expect(throws: ShapeMismatch.axis(4, rank: 4)) {
      try Reduction(.sum, over: [4]).outputs(
        of: Operands([Fact.float([2, 3, 4, 5])]), requiring: &requirements)
    }
  }
}
