import ArgumentParser
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports

struct SizesCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "sizes",
    abstract: "List the input sizes that a network accepts, and the layers that require them.")

  @OptionGroup(title: "Network") var network: NetworkOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "List the accepted sizes from here on; by default 1 with --to.", valueName: "n"),
    transform: PositiveNumber.parse)
  var from: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "List the accepted sizes up to here; by default 256 beyond --from.", valueName: "n"),
    transform: PositiveNumber.parse)
  var to: Int?

  @Option(
    name: [.customLong("input-size"), .customLong("nearest")], parsing: .unconditional,
    help: ArgumentHelp(
      "Say whether these are accepted, and which are nearest.", valueName: "S|HxW,…"))
  var inputSize: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      let wanted = try inputSize.map { text throws(CommandFailure) in
        try NumberList.sizes(text, from: "--input-size")
      }
      let range = try range()
      var parts: [ReportList.Part] = []
      let requests = try network.names.requested()
      for request in requests {
        let named = try network.named(request)
        if named.network.imageChannels == nil, let option = sizeOptions.first {
          throw .input(named.architecture.name, .noImages(option: option))
        }
        let inputs = AcceptedInputs(
          try NamedArchitecture.shapes(
            of: named.network, try named.imageInputs(network.inputs)))
        parts.append(
          SizesReport(inputs, listing: range, lookingUp: wanted ?? []).part(output.format))
      }
      return ReportList(parts, isList: requests.count > 1).text(output.format, on: output.page)
    }
  }

  /// The options that were given and are about height and width.
  private var sizeOptions: [String] {
    [("--input-size", inputSize != nil), ("--from", from != nil), ("--to", to != nil)]
      .filter(\.1).map(\.0)
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
