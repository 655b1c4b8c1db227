import ArgumentParser
import RLAAnalysis
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain why two counting conventions differ, operator by operator.")

  @Argument(
    help: "The convention, or one of its numbers, to start from.",
    completion: .conventions)
  var left: String

  @Argument(
    help: "The convention, or one of its numbers, to arrive at.",
    completion: .conventions)
  var right: String

  @OptionGroup(title: "Network") var model: ModelOptions

  @Option(help: "Powers of 1000 (si) or 1024 (binary) in tables, or digits in full (none).")
  var units = UnitPrefix.none

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      let measures = (try Convention.measure(named: left), try Convention.measure(named: right))
      if measures.0.object != measures.1.object {
        throw .explanation(.unlikeMeasures(measures.0, measures.1))
      }
      var texts: [String] = []
      for named in try model.models() {
        let profile = try named.profiled(model).profile
        if profile.total.isOverflowed { throw .overflow(profile.network.name) }
        let difference = ConventionDifference(
          measures.0, measures.1, on: profile.total.tally)
        let report = DifferenceReport(
          difference, model: profile.network.name, input: profile.shapes.input, prefix: units)
        texts.append(report.text(output.format, styled: output.isStyled))
      }
      return texts.joined(separator: "\n")
    }
  }
}
