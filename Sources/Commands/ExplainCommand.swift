import ArgumentParser
import RLAAnalysis
import RLAQueries
import RLAReports
import RLAText

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "explain",
    abstract: "Explain why two counting conventions differ, operator by operator.")

  @Argument(
    help: "The convention, or one of its numbers, to start from.",
    completion: .conventions)
  var left: String

  @Argument(
    help: "The convention, or one of its numbers, to arrive at.",
    completion: .conventions)
  var right: String

  @OptionGroup(title: "Network") var network: NetworkNames
  @OptionGroup(title: "Network") var model: ModelOptions

  @Option(
    help: """
      Powers of 1000 (si) or 1024 (binary) in tables, or digits in full (none); by default none.
      """)
  var units: UnitPrefix?

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws { try UnitOptions.require(units, for: output.format) }

  func run() throws {
    var refusing: [String] = []
    var count = 0
    try output.write { () throws(CommandFailure) in
      let measures = (try Convention.measure(named: left), try Convention.measure(named: right))
      if measures.0.object != measures.1.object {
        throw .explanation(.unlikeMeasures(measures.0, measures.1))
      }
      let requests = try network.requested()
      count = requests.count
      let found = try model.profiled(requests)
      refusing = found.refusing
      let parts = found.models.map { model in
        let difference = ConventionDifference(
          measures.0, measures.1, on: model.profile.total.tally)
        return DifferenceReport(difference, on: model, prefix: units ?? .none).part
      }
      return ReportList(parts, isList: count > 1).text(output.format, on: output.page)
    }
    try CommandFailure.end(refusing, of: count)
  }
}
