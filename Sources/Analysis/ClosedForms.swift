import RLANetworks
public import RLASymbolic

/// The closed forms of a network, of the whole and of its rows.
public struct ClosedForms: Sendable {
  public struct Row: Sendable {
    public let name: String
    /// One for each quantity.
    public let forms: [Dim]
  }

  /// A number of a row of a breakdown that has a closed form.
  public struct Quantity: Sendable {
    /// The key in machine-readable reports and the name of the function in printed code.
    public let key: String
    public let unit: String
    /// How a tool adds up what the form gives exactly.
    public var accumulator = Accumulator.integer
    public let form: @Sendable (Metrics) -> Dim

    public static let parameters = Quantity(
      key: "parameters", unit: "learned values, shared ones once", form: \.parameters)

    public static let activationBytes = Quantity(
      key: "activation_bytes", unit: "B of results in memory of their own, float32",
      form: \.bytesWritten)

    public static func counted(_ measure: Convention.Measure) -> Quantity {
      Quantity(key: measure.key, unit: measure.unit, accumulator: measure.accumulator) {
        measure.exactCount($0.tally)
      }
    }
  }

  public let model: String
  public let quantities: [Quantity]
  /// The rows of the breakdown, the total last.
  public let rows: [Row]
  /// What is still free, in the order of arguments.
  public let symbols: [Symbol]
  /// The given values, in the order of arguments.
  public let bound: [(symbol: Symbol, value: Int)]
  /// The input sizes that the network accepts.
  public let accepted: (height: AcceptedSizes?, width: AcceptedSizes?)

  /// - Parameters:
  ///   - profile: The network in symbols.
  ///   - grouping: What has a row of its own; nil for the whole alone.
  ///   - quantities: What to give in closed form.
  ///   - bindings: Values of symbols.
  public init(
    _ profile: Profile, by grouping: Grouping?, _ quantities: [Quantity],
    at bindings: [Symbol: Int] = [:]
  ) {
    let replacements = bindings.mapValues { Dim($0) }
    let parts = grouping.map { Breakdown(profile, by: $0).rows } ?? []
    let metrics = parts.map { ($0.name, $0.metrics) } + [("total", profile.total)]
    var occurring = profile.inputSymbols
    rows = metrics.map { name, metrics in
      let forms = quantities.map { $0.form(metrics) }
      for form in forms { occurring.formUnion(form.symbols) }
      return Row(name: name, forms: forms.map { $0.substituting(replacements) })
    }
    model = profile.network.name
    self.quantities = quantities
    let all = occurring.sorted()
    symbols = all.filter { bindings[$0] == nil }
    bound = all.compactMap { symbol in bindings[symbol].map { (symbol, $0) } }
    accepted = (
      AcceptedSizes(.height, profile.shapes.assumptions),
      AcceptedSizes(.width, profile.shapes.assumptions)
    )
  }

  /// The symbols of the whole network's forms, those of the input included, in the order of arguments.
  public static func symbols(of quantities: [Quantity], in profile: Profile) -> [Symbol] {
    quantities.reduce(into: profile.inputSymbols) {
      $0.formUnion($1.form(profile.total).symbols)
    }.sorted()
  }

  /// What simplified forms hold for multiples of: every floor of the published classifiers comes
  /// out even at 32, of the detectors with their coarser levels at 64 or 128.
  private static let multiples = [32, 64, 128]

  /// The form for sizes that are multiples of the first number at which no floor of a size is left;
  /// nil where there is none to drop.
  public static func simplified(_ form: Dim) -> MultipleForm? {
    let sizes = form.symbols.intersection([.height, .width])
    guard form.hasFloors(of: sizes) else { return nil }
    return multiples.lazy.compactMap { MultipleForm(form, multiplesOf: $0, in: sizes) }.first
  }
}

extension ClosedForms {
  /// Whether a number in the formulas leaves the 64-bit range.
  public var isOverflowed: Bool {
    rows.contains { $0.forms.contains(where: \.isOverflowed) }
  }
}

extension Profile {
  /// The symbols of all inputs.
  package var inputSymbols: Set<Symbol> {
    network.inputs.indices.reduce(into: []) { $0.formUnion(shapes.facts[$1].shape.symbols) }
  }
}
