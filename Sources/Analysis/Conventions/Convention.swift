public import RLANetworks
public import RLASymbolic
public import RLAText

/// How a paper or a tool turns work into one number.
///
/// A convention is data: the tool's own table by the tool's own keys, which says how often each
/// quantity counts. It never looks at a network, and identifies an operator only by its names in
/// PyTorch.
public struct Convention: Sendable {
  /// The name with the version of the tool that it reproduces: `thop@0.0.31`.
  public let id: String
  /// One sentence on what is counted.
  public let summary: String
  /// Where the rules come from.
  public let source: String
  /// What the tool's number leaves out or gets wrong.
  public let remarks: [String]
  /// Powers of 1000 or of 1024 in what the tool prints.
  public let prefix: UnitPrefix
  public let measures: [Measure]
  /// What the tool calls parameters, where it counts them by itself.
  public let parameters: ParameterMeasure?

  public init(
    id: String, summary: String, source: String, remarks: [String], prefix: UnitPrefix,
    measures: [Measure], parameters: ParameterMeasure? = nil
  ) {
    self.id = id
    self.summary = summary
    self.source = source
    self.remarks = remarks
    self.prefix = prefix
    self.measures = measures
    self.parameters = parameters
  }

  /// One number that the convention gives.
  public struct Measure: Sendable {
    /// The key in machine-readable reports.
    public let key: String
    /// The unit of the number: `MACs`.
    public let unit: String
    public let sight: Sight
    public let rules: [Rule]
    /// The keys that the tool itself lists as costing nothing.
    public let ignored: [ToolKey]
    let lookup = Lookup()

    public init(
      key: String, unit: String, sight: Sight, rules: [Rule], ignored: [ToolKey] = []
    ) {
      self.key = key
      self.unit = unit
      self.sight = sight
      self.rules = rules
      self.ignored = ignored
    }
  }

  /// The parameters of the layers that a tool looks at.
  public struct ParameterMeasure: Sendable {
    public let key: String
    /// Whether only layers count for which the first measure has a rule, or which it lists as
    /// ignored.
    public let needsRule: Bool
    /// Whether parameters that are not trained count.
    public let countsFrozen: Bool

    public init(key: String, needsRule: Bool, countsFrozen: Bool) {
      self.key = key
      self.needsRule = needsRule
      self.countsFrozen = countsFrozen
    }

    /// - Parameters:
    ///   - network: The network whose layers are counted.
    ///   - measure: The measure whose rules decide.
    ///   - frozenLayers: Layers that are not trained, by number.
    /// - Returns: Learned values, in the symbols of the network.
    public func count(
      _ network: Network, _ measure: Measure, frozenLayers: Set<Int>
    ) -> Dim {
      network.layers.enumerated().reduce(0) { sum, entry in
        let (index, layer) = entry
        if layer.parameterCount == 0 || !countsFrozen && frozenLayers.contains(index) { return sum }
        if !needsRule { return sum + layer.parameterCount }
        let verdict = measure.verdict(on: WorkTally.Key(layer.operator, layer.callStyle))
        return verdict == .counted || verdict == .ignored ? sum + layer.parameterCount : sum
      }
    }
  }

  /// How the applications of some operators count.
  public struct Rule: Hashable, Sendable {
    /// The entries of the tool's table: `Conv2d`, `F.relu`, `aten::relu`.
    public let keys: [ToolKey]
    public let terms: [Term]
    /// Terms whose sum the tool divides by the batch size.
    public let termsPerImage: [Term]
  }

  /// A quantity of the tally, and how often it counts.
  public struct Term: Hashable, Sendable {
    public let factor: Int
    public let quantity: Quantity
  }
}

/// The terms in which conventions are written: one for each line of the tally, by `Quantity`.
extension Convention.Term {
  public static func * (factor: Int, term: Convention.Term) -> Convention.Term {
    Convention.Term(factor: factor * term.factor, quantity: term.quantity)
  }

  public static let multiplyAdds = Self(factor: 1, quantity: .multiplyAdds)
  public static let multiplyAddsAtOutputs = Self(factor: 1, quantity: .multiplyAddsAtOutputs)
  public static let positions = Self(factor: 1, quantity: .outputPositions)
  public static let states = Self(factor: 1, quantity: .stateElements)
  public static let bias = Self(factor: 1, quantity: .biasAdditions)
  public static let n = Self(factor: 1, quantity: .inputElements)
  public static let m = Self(factor: 1, quantity: .outputElements)
  public static let scaled = Self(factor: 1, quantity: .scaledElements)
  public static let divisions = Self(factor: 1, quantity: .divisions)
  public static let comparisons = Self(factor: 1, quantity: .comparisons)
  public static let exponentials = Self(factor: 1, quantity: .exponentials)
  public static let parametersPerImage = Self(factor: 1, quantity: .parametersPerImage)
  public static let inputGradient = Self(factor: 1, quantity: .inputGradient)
  public static let weightGradient = Self(factor: 1, quantity: .weightGradient)
  public static let weightGradientTimesGroups = Self(
    factor: 1, quantity: .weightGradientTimesGroups)
}

extension Convention.Rule {
  /// What the applications under some keys count.
  ///
  /// - Parameters:
  ///   - keys: Entries of the tool's table.
  ///   - terms: What is added for each application.
  ///   - perImage: What is added too, divided by the number of images.
  /// - Returns: The rule.
  public static func on(
    _ keys: ToolKey..., count terms: [Convention.Term] = [],
    perImage: [Convention.Term] = []
  ) -> Self {
    Self(keys: keys, terms: terms, termsPerImage: perImage)
  }

  static func on(_ keys: [ToolKey], count terms: [Convention.Term]) -> Self {
    Self(keys: keys, terms: terms, termsPerImage: [])
  }
}

/// An entry of a tool's table; `#` in it stands for 1, 2 and 3, the numbers of spatial axes.
public struct ToolKey: Hashable, Sendable, ExpressibleByStringLiteral {
  let pattern: String

  public init(stringLiteral pattern: String) {
    self.pattern = pattern
  }

  /// The keys that the entry stands for.
  public var names: [String] {
    pattern.contains("#") ? (1...3).map { pattern.replacing("#", with: "\($0)") } : [pattern]
  }

  func matches(_ name: String) -> Bool {
    if pattern == name { return true }
    guard pattern.utf8.count == name.utf8.count else { return false }
    return zip(pattern.utf8, name.utf8).allSatisfy { wanted, byte in
      wanted == byte
        || wanted == UInt8(ascii: "#") && (UInt8(ascii: "1")...UInt8(ascii: "3")) ~= byte
    }
  }
}
