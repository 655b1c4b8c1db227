import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

struct FormulaCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "formula",
    abstract: "Give parameters, operations and activation bytes in closed form.",
    discussion: """
      The formulas are exact over batch N, height H, width W and, where the network leaves them \
      free, state channels k and classes. In Python and Swift they are functions that return the same \
      integers.
      """)

  @OptionGroup(title: "Network") var network: NetworkOptions

  @Option(help: "Formulas for each row as well.")
  var by: Grouping?

  @OptionGroup var patterns: PatternRowOptions

  @OptionGroup var conventions: ConventionOptions
  @OptionGroup var coverage: CoverageOptions

  @Option(
    help: ArgumentHelp("Values of symbols, for example H=512,W=768.", valueName: "symbol=n,…"))
  var at: String?

  @Option(
    name: .customLong("format"),
    help: "How the formulas are written; by default as the ending of the file says, or text.")
  var wantedFormat: FormulaFormat?

  @OptionGroup(title: "Output") var output: OutputFile

  /// What the ending of the file says.
  private var fileFormat: FormulaFormat? {
    output.output.flatMap(FormulaFormat.init(ofFile:))
  }

  func validate() throws {
    if patterns.patterns != nil, by?.patterns == nil {
      throw ValidationError(Wording.patternsOfFormulas)
    }
    guard let path = output.output, let wantedFormat, let fileFormat, wantedFormat != fileFormat
    else { return }
    throw ValidationError(Wording.formatOfFile(path, wantedFormat.rawValue, fileFormat.rawValue))
  }

  func run() throws {
    try output.write(endings: Array(FormulaFormat.endings.keys)) { () throws(CommandFailure) in
      let chosen = try conventions.chosen() ?? [.macs]
      var all: [FormulaReport.Entry] = []
      for request in try network.names.requested() {
        all.append(try entry(try network.general(request), chosen))
      }
      let format = wantedFormat ?? fileFormat ?? .text
      return FormulaReport(all).text(
        format, on: format == .text ? .read(at: output.output) : .plain)
    }
  }

  private func entry(
    _ named: NamedArchitecture, _ conventions: [Convention]
  ) throws(CommandFailure) -> FormulaReport.Entry {
    let measures = conventions.flatMap(\.measures)
    let quantities: [ClosedForms.Quantity] =
      [.parameters] + measures.map { .counted($0) } + [.activationBytes]
    let inputs = try named.symbolicInputs(network.inputs)
    let profile = try named.symbolicProfile(inputs)
    let symbols = ClosedForms.symbols(of: quantities, in: profile)
    if symbols.isEmpty, at != nil {
      throw named.withoutFreeSizes(option: "--at")
    }
    let bindings = try bindings(of: symbols)
    // Sizes that the network refuses are told with the reason.
    let bound = inputs.map { $0.substituting(bindings.mapValues { Dim($0) }) }
    _ = try NamedArchitecture.shapes(of: profile.network, bound)
    try coverage.check(profile, measures)
    let forms = ClosedForms(profile, by: by.map(patterns.applied), quantities, at: bindings)
    if forms.isOverflowed { throw .overflow(profile.network.name) }
    return (forms, named.notes(on: profile, measures))
  }

  private func bindings(of symbols: [Symbol]) throws(CommandFailure) -> [Symbol: Int] {
    guard let at else { return [:] }
    let values = try reading("--at") { () throws(ExpressionFailure) in
      try Bindings.parse(at, vocabulary: symbols.map(\.name))
    }
    return Dictionary(uniqueKeysWithValues: values.map { (symbols[$0], $1) })
  }
}
