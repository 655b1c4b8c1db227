package import RLAAnalysis
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
  /// A condition about measured networks that has no value for one.
  case selection(ArithmeticFailure, model: String)
  case unmeasurable(Network, PlanFailure, place: [(symbol: Symbol, value: Int)])
  /// Calls were asked for of a saved report, which has none.
  case layersOfReports
  /// A measurement of saved reports, which have counts alone.
  case benchOfReports
  /// An option for networks where all sides are saved reports.
  case optionOfReports(String)
  case noLogarithm(column: String)
  case sweep(Sweep.Failure, symbols: [Symbol])
  /// A sweep of a network without images, none of whose free sizes, at least one, is named.
  case sweepWithoutSizes(String, free: [String])
  /// A size that no network of this name has, and some that it has.
  case unknownSize(String, String, names: [String])
  /// A size that `--at` and another option give.
  case sweptTwice(name: String, option: String)
  /// A measurement at other sizes than those of a batch of images.
  case benchAtSizes
  /// A plot of networks whose points have different coordinates.
  case unlikeCoordinates
  case severalMeasures(String, keys: [String])
  /// Two measures of which one counts operations and the other bytes, for example.
  case unlikeMeasures(Convention.Measure, Convention.Measure)
  /// Neither operations nor parameters.
  case nothingToMatch
  /// A figure of a model that leaves other sizes open than height and width.
  case openMatch(String, [Symbol])
  /// An input size for parameters, which do not depend on it.
  case sizeWithoutFigure
  /// `--over` without operations to compare.
  case baselineWithoutFigure
  case tooFewModels(Int)
  case report(String, SavedReport.Failure)
  /// Assertions that do not hold, of so many networks.
  case broken([BrokenAssertion], of: Int)

  /// An assertion, the networks that break it, and why.
  package struct BrokenAssertion {
    package typealias Case = (model: String, failure: Assertion.Failure)

    let condition: String
    let cases: [Case]

    package init(condition: String, cases: [Case]) {
      self.condition = condition
      self.cases = cases
    }
  }

  /// The exit code, by sysexits(3); 1 for assertions, as test programs have it.
  var exitCode: Int32 {
    switch self {
    case .reversedRange, .hugeRange, .hugeGrid, .hugeBench, .columns,
      .layersOfReports, .benchOfReports, .optionOfReports, .severalMeasures, .unlikeMeasures,
      .nothingToMatch, .sizeWithoutFigure, .baselineWithoutFigure, .tooFewModels,
      .sweepWithoutSizes, .unknownSize,
      .sweptTwice, .benchAtSizes, .unlikeCoordinates:
      64
    case .unmeasurable(_, let reason, _): reason.exitCode
    case .sweep, .report, .noLogarithm, .selection, .openMatch: 65
    case .broken: 1
    }
  }
}
