import ArgumentParser
import RLAArchitectures
import RLAReports

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "list", abstract: "List the architectures with their families and aliases.")

  @Argument(help: "Show only names, families or aliases that contain this text.")
  var filter: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      let entries = Catalog.entries(matching: filter ?? "")
      if entries.isEmpty { throw .noMatch(filter: filter ?? "") }
      return ListReport(entries).text(output.format, on: output.page)
    }
  }
}
