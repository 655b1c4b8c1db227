import ArgumentParser
import RLAAnalysis
import RLAReports

struct ConventionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "conventions",
    abstract: "List the counting conventions, or the rules of one.")

  @Argument(
    help: "A convention, for example thop@0.0.31.", completion: .conventions)
  var id: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      guard let id else {
        return ConventionsReport().list(output.format, on: output.page)
      }
      return ConventionsReport().details(try Convention.wanted(id), output.format, on: output.page)
    }
  }
}
