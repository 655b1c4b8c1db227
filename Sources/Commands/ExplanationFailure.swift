package import RLAExecution
package import RLAFormats
package import RLANetworks
package import RLAQueries
package import RLASymbolic

/// What can go wrong in the commands that explain figures, as facts.
package enum ExplanationFailure {
  case reversedRange(from: Int, to: Int)
  case hugeRange(from: Int, to: Int, limit: Int)
  case hugeGrid(limit: Int)
  case hugeBench(points: Int, limit: Int)
  case columns(SweepColumns.Failure)
  case unmeasurable(Network, PlanFailure, place: [(symbol: Symbol, value: Int)])
  case formatOfPlot
  case sweep(Sweep.Failure, symbols: [Symbol])
  case severalMeasures(String, keys: [String])
  case tooFewModels(Int)
  case report(String, SavedReport.Failure)
  case broken(model: String, [BrokenAssertion])

  /// An assertion that does not hold, and why.
  package struct BrokenAssertion {
    let condition: String
    let failure: Assertion.Failure

    package init(condition: String, failure: Assertion.Failure) {
      self.condition = condition
      self.failure = failure
    }
  }

  /// The exit code, by sysexits(3); 1 for assertions, as test programs have it.
  var exitCode: Int32 {
    switch self {
    case .reversedRange, .hugeRange, .hugeGrid, .hugeBench, .columns, .formatOfPlot,
      .severalMeasures, .tooFewModels:
      64
    case .unmeasurable(_, let reason, _): reason.exitCode
    case .sweep, .report: 65
    case .broken: 1
    }
  }
}
