import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic

struct FormulaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formula",
    abstract: "Give parameters, operations and activation bytes in closed form.",
    discussion: """
      The formulas are exact over batch N, height H, width W and, where the network leaves them \
      free, state channels k and classes. In Python and Swift they are functions that return the same \
      integers.
      """)

  @OptionGroup(title: "Network") var network: NetworkOptions

  @Option(help: "Formulas for each row as well.")
  var by: Grouping?

  @OptionGroup var conventions: ConventionOptions

  @Option(
    help: ArgumentHelp("Values of symbols, for example H=512,W=768.", valueName: "symbol=n,…"))
  var at: String?

  @Option(help: "How the formulas are written.")
  var format = FormulaFormat.text

  @OptionGroup(title: "Output") var output: OutputFile

  func run() throws {
    try output.write { () throws(CommandFailure) in
      let named = try network.general()
      let built = named.architecture.network
      let profile = try named.symbolicProfile()
      let measures = try (conventions.chosen() ?? [.macs]).flatMap(\.measures)
      let quantities =
        [.parameters] + measures.map { ClosedForms.Quantity.counted($0) } + [.activationBytes]
      let bindings = try bindings(profile, quantities)
      let fixed = bindings.mapValues { Dim($0) }
      _ = try NamedArchitecture.shapes(of: built, built.symbolicInput.substituting(fixed))
      let set = ClosedForms(profile, by: by, quantities, at: bindings)
      if set.isOverflowed { throw .overflow(built.name) }
      return FormulaReport(set).text(format)
    }
  }

  private func bindings(
    _ profile: Profile, _ quantities: [ClosedForms.Quantity]
  ) throws(CommandFailure) -> [Symbol: Int] {
    guard let at else { return [:] }
    let occurring = quantities.reduce(into: Set<Symbol>([.batch, .height, .width])) {
      $0.formUnion($1.form(profile.total).symbols)
    }
    let symbols = occurring.sorted()
    let values = try reading("--at") { () throws(ExpressionFailure) in
      try Bindings.parse(at, vocabulary: symbols.map(\.name))
    }
    return Dictionary(uniqueKeysWithValues: values.map { (symbols[$0], $1) })
  }
}
