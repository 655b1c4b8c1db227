import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports

struct SizesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sizes",
    abstract: "List the input sizes that a network accepts, and the layers that require them.")

  @OptionGroup(title: "Network") var network: NetworkOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("List the accepted sizes from here on.", valueName: "n"),
    transform: PositiveNumber.parse)
  var from: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("List the accepted sizes up to here.", valueName: "n"),
    transform: PositiveNumber.parse)
  var to: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Give the accepted sizes nearest to these.", valueName: "S|HxW,…"))
  var nearest: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      let named = try network.named()
      let shapes = try NamedArchitecture.shapes(
        of: named.architecture.network, try named.imageInputs(network.inputs))
      let wanted = try nearest.map { text throws(CommandFailure) in
        try NumberList.sizes(text, from: "--nearest")
      }
      return SizesReport(AcceptedInputs(shapes), listing: try range(), lookingUp: wanted ?? [])
        .text(output.format, styled: output.isStyled)
    }
  }

  /// How far a list goes where only its start is given.
  private static let defaultSpan = 256

  private func range() throws(CommandFailure) -> ClosedRange<Int>? {
    if from == nil, to == nil { return nil }
    let low = from ?? 1
    let high = to ?? min(low, .max - Self.defaultSpan) + Self.defaultSpan
    if low > high { throw .explanation(.reversedRange(from: low, to: high)) }
    if high - low >= NumberList.limit {
      throw .explanation(.hugeRange(from: low, to: high, limit: NumberList.limit))
    }
    return low...high
  }
}
