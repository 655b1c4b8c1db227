import RLAAnalysis
import RLAExecution
import RLAFormats
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

/// Sentences of the commands that explain figures.
extension Wording {
  static func sentence(_ failure: ExplanationFailure) -> String {
    switch failure {
    case .reversedRange(let from, let to):
      "--from \(from) is larger than --to \(to), so there is nothing to list."
    case .hugeRange(let from, let to, let limit):
      "--from \(from) to --to \(to) are more than \(limit) sizes."
    case .hugeGrid(let limit):
      "The grid has more than \(limit) points; take larger steps or shorter lists."
    case .hugeBench(let points, let limit):
      "--bench measures at most \(limit) points, not \(points); take larger steps or shorter lists."
    case .latencyWithoutBench(let option):
      "\(option) names the latency, which only --bench measures; add --bench."
    case .unmeasurable(let network, let failure, let place):
      "At \(text(place)): \(refusal(network.name, failure))"
    case .unknownFigure(let name, let option, let suggestions):
      "\(option) knows no '\(name)'. \(didYouMean(suggestions))"
    case .columnPair(let text, let option):
      "\(option) takes two columns like macs,activations, not '\(text)'."
    case .formatOfPlot:
      "--plot draws an SVG, so --format has nothing to set."
    case .sweep(let failure, let symbols):
      sentence(failure, symbols)
    case .severalMeasures(let id, let keys):
      "\(id) gives several numbers; name one: \(keys.joined(separator: ", "))."
    case .tooFewModels(let count):
      "A comparison needs at least two networks or saved reports, not \(count)."
    case .report(let path, let failure):
      "\(path): \(reason(failure))"
    case .broken(let model, let assertions):
      assertions.map { broken($0, model) }.joined(separator: "\n")
    }
  }

  static let benchAlone =
    "--bench-runs, --threads, --algorithm, --blas-core and --vectors say how to measure; "
    + "add --bench."

  private static func text(_ place: [(symbol: Symbol, value: Int)]) -> String {
    place.map { "\($0.symbol) = \($0.value)" }.joined(separator: ", ")
  }

  private static func sentence(_ failure: Sweep.Failure, _ symbols: [Symbol]) -> String {
    func place(_ point: [Int]) -> String { text(zip(symbols, point).map { ($0, $1) }) }
    switch failure {
    case .overflow(let figure, let point):
      return "\(figure) leaves the 64-bit range at \(place(point)); sweep smaller values."
    case .condition(.divisionByZero, let point):
      return "--where divides by zero at \(place(point))."
    case .condition(.overflow, let point):
      return "--where leaves the 128-bit range at \(place(point))."
    }
  }

  private static func reason(_ failure: SavedReport.Failure) -> String {
    switch failure {
    case .document(let failure): reason(failure)
    case .schema(let version):
      "this report has schema \(version); this program reads schemas "
        + "\(ReportSchema.readable.lowerBound) to \(ReportSchema.readable.upperBound)."
    case .empty:
      "the list holds no report."
    }
  }

  private static func reason(_ failure: JSONDocument.Failure) -> String {
    switch failure {
    case .syntax(let problem):
      "this is no JSON: \(problem.hasSuffix(".") ? String(problem.dropLast()) : problem)."
    case .missing(let member):
      "a report needs the member '\(member)'."
    case .mistyped(let member, let expected):
      "the member '\(member)' of a report is \(expected)."
    case .badNumber:
      "a number in this report is no whole number of at most 64 bits."
    }
  }

  private static func broken(
    _ assertion: ExplanationFailure.BrokenAssertion, _ model: String
  ) -> String {
    let claim = "\(model) breaks '\(assertion.condition)'"
    switch assertion.failure {
    case .broken(let numbers):
      let values = numbers.map { figure, value in
        let scaled = Numbers.scaled(value, .si)
        let full = Numbers.grouped(value)
        let unit = figure.unit.isEmpty ? "" : " \(figure.unit)"
        return "\(figure.key) is \(full)\(unit)" + (scaled == full ? "" : " (\(scaled))")
      }
      return values.isEmpty ? "\(claim)." : "\(claim): \(values.joined(separator: ", "))."
    case .arithmetic(.divisionByZero): return "\(claim): it divides by zero."
    case .arithmetic(.overflow): return "\(claim): a number in it leaves the 128-bit range."
    case .overflow(let figure): return "\(claim): \(figure.key) leaves the 64-bit range."
    }
  }
}
