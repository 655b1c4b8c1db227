import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLAQueries
import RLAReports
import RLAText

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare networks, or a network with a saved JSON report, side by side.",
    discussion: """
      Two networks are also compared call by call. Save a report with 'rla-profile -a NAME \
      --format json -o report.json'.
      """)

  @Argument(
    help: "Architectures, architecture files or saved reports (.json), the reference first.",
    completion: .architectures)
  var names: [String] = []

  @OptionGroup(title: "Network") var model: ModelOptions

  @OptionGroup var counting: ConventionOptions

  @Flag(help: "List every call that differs.")
  var layers = false

  @OptionGroup var units: UnitOptions

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      let conventions = try counting.chosen() ?? [.macs]
      var models: [ComparedModel] = []
      for name in names + model.architectures { models += try compared(name) }
      if models.count < 2 { throw .explanation(.tooFewModels(models.count)) }
      return CompareReport(
        models, conventions: conventions, prefix: units.units, showsLayers: layers
      )
      .text(output.format, styled: output.isStyled)
    }
  }

  private func compared(_ name: String) throws(CommandFailure) -> [ComparedModel] {
    if name.lowercased().hasSuffix(".json"), let reports = try savedReports(name) {
      return reports.map { ComparedModel(.saved($0, path: name)) }
    }
    let profiled = try NamedArchitecture(name, model).profiled(model)
    if profiled.profile.total.isOverflowed { throw .overflow(profiled.profile.network.name) }
    return [ComparedModel(.profiled(profiled))]
  }

  /// The reports in a file; nil where it describes an architecture.
  private func savedReports(_ path: String) throws(CommandFailure) -> [SavedReport]? {
    let text = try InputFile.text(path)
    if JSONDocument.hasMember("backbone", in: text) { return nil }
    do {
      return try SavedReport.reports(in: text)
    } catch {
      throw .explanation(.report(path, error))
    }
  }
}
