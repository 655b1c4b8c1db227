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
      "--from \(from) is larger than --to \(to); give the smaller size to --from."
    case .hugeRange(let from, let to, let limit):
      "--from \(from) --to \(to) lists more than \(limit) sizes; choose a shorter range."
    case .hugeGrid(let limit):
      "The grid has more than \(limit) points; use larger steps or shorter lists."
    case .hugeBench(let points, let limit):
      "--bench measures at most \(limit) points, and there are \(points); use larger steps or shorter lists."
    case .columns(let failure):
      sentence(failure)
    case .selection(.divisionByZero, let model):
      "--where divides by zero for \(model); exclude such networks first, as in 'macs > 0 and …'."
    case .selection(.overflow, let model):
      "--where does not fit in 128 bits for \(model); use smaller numbers."
    case .unmeasurable(let network, let failure, let place):
      "At \(text(place)): \(refusal(network.name, failure))"
    case .noLogarithm(let column):
      "'\(column)' has values of 0, which a logarithmic axis cannot show; leave its axis out of --log."
    case .sweepWithoutSizes(let network, let free):
      "\(network) takes no batch of images, over whose sizes a sweep goes by itself; name others "
        + "with --at, such as '--at \(free[0])=1,2,4'."
    case .unknownSize(let network, let name, let names):
      "\(network) has no free size '\(name)'; expected one of \(names.joined(separator: ", "))."
    case .sweptTwice(let name, let option):
      "--at gives '\(name)', and \(option) gives it too; leave one of them out."
    case .benchAtSizes:
      "--bench measures batches of images at their sizes; give them with --batch and --input-size "
        + "instead of --at."
    case .unlikeCoordinates:
      "The networks of a plot need the same coordinates, and these differ; plot them one by one."
    case .sweep(let failure, let symbols):
      sentence(failure, symbols)
    case .severalMeasures(let id, let keys):
      "\(id) gives several numbers; name one of \(keys.joined(separator: ", "))."
    case .unlikeMeasures(let left, let right):
      "\(left.key) counts \(left.object), and \(right.key) counts \(right.object), so their difference "
        + "means nothing; name two numbers that count the same."
    case .nothingToMatch:
      "There is nothing to match; give the published operations, as in 'match 4.17G', the parameters, "
        + "as in 'match --params 25.6M', or both."
    case .openMatch(let model, let sizes):
      "What \(model) costs depends on sizes that no figure tells: "
        + "\(sizes.prefix(4).map(\.name).joined(separator: ", ")); name a model whose inputs have "
        + "fixed sizes."
    case .sizeWithoutFigure:
      "Parameters do not depend on the input size; leave out --input-size, or give the operations too."
    case .baselineWithoutFigure:
      "--over subtracts the operations of a network; give those of the figure too, as in "
        + "'match 0.07G --params 0.16M --over resnet50'."
    case .tooFewModels(let count):
      "There is nothing to compare; expected at least two networks or saved reports, not \(count)."
    case .report(let path, let failure):
      "\(path): \(reason(failure))"
    case .layersOfReports:
      "--layers lists calls, and a saved report has rows alone; name networks, or leave it out."
    case .benchOfReports:
      "--bench runs networks, and a saved report has counts alone; name networks, or leave it out."
    case .optionOfReports(let option):
      "\(option) is for networks, and only saved reports are compared; leave it out."
    case .broken(let assertions, let count):
      assertions.map { broken($0, of: count) }.joined(separator: "\n")
    }
  }

  static func tableOfPlot(_ option: String) -> String {
    "\(option) is about the table, and --plot draws two columns instead; leave one of them out."
  }

  static let benchAlone = measuringAlone("--bench-runs")

  /// Says that options, `own` those of one command, have no effect without a measurement.
  static func measuringAlone(_ own: String) -> String {
    "\(own), --threads, --no-pin, --algorithm, --no-tune, --products, --blas-core and --vectors say "
      + "how to measure; add --bench."
  }

  private static func sentence(_ failure: SweepColumns.Failure) -> String {
    switch failure {
    case .unknown(let name, let place, let suggestions):
      suggesting(suggestions, after: "There is no column '\(name)' for \(option(place))")
        + (suggestions.isEmpty ? figuresInHelp : "")
    case .noLatency(let place):
      "\(option(place)) names the latency, which is only measured with --bench; add --bench."
    case .notAPair(let text, let place):
      "\(option(place)) '\(text)' does not name two columns; expected a pair such as "
        + "macs,activations."
    case .condition(let failure):
      mistake(failure, in: option(.condition))
    }
  }

  private static func option(_ place: SweepColumns.Place) -> String {
    switch place {
    case .columns: "--columns"
    case .condition: "--where"
    case .sort: "--sort"
    case .front: "--pareto"
    case .plot: "--plot"
    }
  }

  private static func text(_ place: [(symbol: Symbol, value: Int)]) -> String {
    place.map { "\($0.symbol) = \($0.value)" }.joined(separator: ", ")
  }

  private static func sentence(_ failure: Sweep.Failure, _ symbols: [Symbol]) -> String {
    func place(_ point: [Int]) -> String { text(zip(symbols, point).map { ($0, $1) }) }
    switch failure {
    case .overflow(let figure, let point):
      return "\(figure) does not fit in 64 bits at \(place(point)); sweep smaller values."
    case .openSizes(let sizes):
      let names = sizes.prefix(4).map(\.name).joined(separator: ", ")
      return
        "The costs depend on sizes that the sweep does not go over: \(names); give them with --at, "
        + "--input or --input-values."
    case .condition(.divisionByZero, let point):
      return
        "--where divides by zero at \(place(point)); exclude such points first, as in 'W > H and …'."
    case .condition(.overflow, let point):
      return "--where does not fit in 128 bits at \(place(point)); use smaller numbers."
    }
  }

  private static func reason(_ failure: SavedReport.Failure) -> String {
    switch failure {
    case .document(let failure): reason(failure)
    case .schema(let version):
      "this report has schema \(version); expected \(ReportSchema.readable.lowerBound) to "
        + "\(ReportSchema.readable.upperBound)."
    case .empty:
      "the list is empty; expected at least one report."
    }
  }

  private static func reason(_ failure: JSONDocument.Failure) -> String {
    switch failure {
    case .syntax(let problem):
      "this is not JSON: \(unended(problem))."
    case .missing(let member):
      "the member '\(member)' is missing; expected a report of 'rla-profile --format json'."
    case .mistyped(let member, let expected):
      "the member '\(member)' has the wrong type; expected \(expected)."
    case .badNumber:
      "a number in this report is wrong; expected a whole number that fits in 64 bits."
    }
  }

  /// A sentence of another program without its full stop, as a part of one here.
  static func unended(_ sentence: String) -> String {
    sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
  }

  static func broken(
    _ assertion: ExplanationFailure.BrokenAssertion, of count: Int
  ) -> String {
    if let only = assertion.cases.first, assertion.cases.count == 1 {
      return reason(only.failure, "\(only.model) does not meet '\(assertion.condition)'")
    }
    let cases = assertion.cases.map { "\($0.model)\(numbers($0.failure))" }
    return "\(cases.count) of \(count) networks do not meet '\(assertion.condition)': "
      + "\(cases.joined(separator: ", "))."
  }

  /// ` (macs 7.801 G MACs)` behind one of several networks.
  private static func numbers(_ failure: Assertion.Failure) -> String {
    guard case .broken(let numbers) = failure, !numbers.isEmpty else { return "" }
    let values = numbers.map { figure, value in
      "\(figure.key) \(Numbers.scaled(value, .si))"
        + (figure.unit.isEmpty ? "" : " \(figure.unit)")
    }
    return " (\(values.joined(separator: ", ")))"
  }

  private static func reason(_ failure: Assertion.Failure, _ claim: String) -> String {
    switch failure {
    case .broken(let numbers):
      let values = numbers.map { figure, value in
        let scaled = Numbers.scaled(value, .si)
        let full = Numbers.grouped(value)
        let unit = figure.unit.isEmpty ? "" : " \(figure.unit)"
        return "\(figure.key) is \(full)\(unit)" + (scaled == full ? "" : " (\(scaled))")
      }
      return values.isEmpty ? "\(claim)." : "\(claim): \(values.joined(separator: ", "))."
    case .arithmetic(.divisionByZero): return "\(claim): it divides by zero."
    case .arithmetic(.overflow): return "\(claim): a number in it does not fit in 128 bits."
    case .overflow(let figure): return "\(claim): \(figure.key) does not fit in 64 bits."
    }
  }
}
