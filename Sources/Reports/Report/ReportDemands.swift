import RLAAnalysis
import RLASymbolic
import RLAText

/// What the layers of a network ask of its sizes.
struct ReportDemands {
  /// A demand with the forms of its sides.
  private struct Demand {
    let located: LocatedAssumption
    let left: JSONValue
    let right: JSONValue
  }

  private let demands: [Demand]

  /// - Parameters:
  ///   - shapes: The network with its assumptions; those on sizes that only a run tells are left out.
  ///   - expressions: Where the forms go.
  init(_ shapes: InferredShapes, _ expressions: inout ReportExpressions) {
    var demands: [Demand] = []
    for located in shapes.assumptions
    where !located.assumption.symbols.allSatisfy(\.isUnknown) {
      let (left, right) = located.assumption.sides
      demands.append(
        Demand(
          located: located, left: expressions.json(left), right: expressions.json(right)))
    }
    self.demands = demands
  }

  /// - Parameter symbols: The symbols in the order of their slots.
  /// - Returns: A list with an object for each demand.
  func json(over symbols: [Symbol]) -> JSONValue {
    let slots = Dictionary(uniqueKeysWithValues: zip(symbols, symbols.indices))
    return .array(
      demands.map { demand in
        let assumption = demand.located.assumption
        return [
          "path": .string(demand.located.path), "stage": .string(demand.located.stage),
          "kind": .string(assumption.kind), "left": demand.left, "right": demand.right,
          "text": .string("\(assumption)"),
          "symbols": .array(
            assumption.symbols.sorted().compactMap { slots[$0] }.map { .integer($0) }),
        ]
      })
  }
}

extension Assumption {
  fileprivate var kind: String {
    switch self {
    case .equal: "equal"
    case .atLeast: "at_least"
    }
  }

  fileprivate var sides: (Dim, Dim) {
    switch self {
    case .equal(let left, let right), .atLeast(let left, let right): (left, right)
    }
  }
}
