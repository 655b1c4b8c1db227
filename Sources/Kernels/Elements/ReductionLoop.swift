import Glibc

/// How a reduction runs, forward and backward.
///
/// The gradient of an element x is the share that its result passes to each of its elements, times
/// a slope that depends on x and on the result. Ties share a gradient evenly, as `torch.amax` does.
package struct ReductionLoop: Sendable {
  /// The state of a result.
  let fold: Fold
  /// The fold that is computed first, with which each element is compared.
  let pivot: Fold?
  /// The result for a state, a pivot and the number of elements.
  let result: @Sendable (_ state: Double, _ pivot: Double, _ count: Double) -> Double
  /// The fold that is computed for the backward pass, with the result as the pivot.
  let aids: [Fold]
  let share: @Sendable (Share) -> Double
  /// The same for whole numbers; nil where the result is not a whole number or there is no loop.
  package let whole: WholeFold?
  /// The gradient of an element, from the element, the result and the share.
  package let slope: GradientLoop

  /// What the share of all elements is computed from.
  struct Share {
    let gradient: Double
    let result: Double
    let count: Double
    /// The states of the auxiliary folds.
    let aids: (Double, Double)
  }

  private init(
    _ fold: String, from pivot: String? = nil, aids: [String] = [], slope: String = "pass",
    whole: WholeFold? = nil,
    result: @escaping @Sendable (Double, Double, Double) -> Double = { state, _, _ in state },
    share: @escaping @Sendable (Share) -> Double = \.gradient
  ) {
    guard let slope = GradientLoop(named: slope) else {
      preconditionFailure("There is no gradient \(slope).")
    }
    self.fold = Fold(fold)
    self.pivot = pivot.map(Fold.init)
    self.result = result
    self.aids = aids.map(Fold.init)
    self.share = share
    self.whole = whole
    self.slope = slope
  }

  /// The loop with a name; nil where there is none.
  package init?(named name: String) {
    guard let loop = Self.all[name] else { return nil }
    self = loop
  }

  static let sum = ReductionLoop("sum", whole: .sum)

  private static let all: [String: ReductionLoop] = [
    "sum": sum,
    "mean": ReductionLoop("sum", result: { $0 / $2 }, share: { $0.gradient / $0.count }),
    "maximum": extreme("largest", whole: .maximum),
    "minimum": extreme("least", whole: .minimum),
    "product": ReductionLoop(
      "product", aids: ["matches", "factors_not_zero"], slope: "cofactor", whole: .product,
      share: shareOfProduct),
    "l1": ReductionLoop("magnitudes", slope: "signed"),
    "l2": ReductionLoop(
      "squares", slope: "by_first", result: { state, _, _ in state.squareRoot() },
      share: { $0.result == 0 ? 0 : $0.gradient / $0.result }),
    "sum_of_squares": ReductionLoop("squares", slope: "by_first", share: { 2 * $0.gradient }),
    "log_sum": ReductionLoop(
      "sum", result: { state, _, _ in log(state) }, share: { $0.gradient / exp($0.result) }),
    "log_sum_exp": ReductionLoop(
      "exponentials", from: "largest", slope: "share",
      result: { state, pivot, _ in pivot + log(state) }),
  ]

  private static func extreme(_ fold: String, whole: WholeFold) -> ReductionLoop {
    ReductionLoop(
      fold, aids: ["matches"], slope: "where_equal", whole: whole,
      share: { $0.gradient / $0.aids.0 })
  }

  /// With a single zero, only that factor has a gradient: the product of the others.
  private static func shareOfProduct(_ share: Share) -> Double {
    if share.result != 0 { return share.gradient * share.result }
    return share.aids.0 > 1 ? 0 : share.gradient * share.aids.1
  }
}
