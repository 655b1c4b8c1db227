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
    /// What the number is a number of.
    public let object: Object
    /// Whether the tool overwrites what it counted for a module when the module is called again.
    public let countsOnlyLastCalls: Bool
    /// Whether the tool stops at what it has no rule for.
    public let stopsWithoutRule: Bool
    /// The type in which the tool adds.
    public let accumulator: Accumulator
    /// How often the tool counts a call of a module that several modules hold.
    public let sharedModules: SharedModules
    /// Whether tables print half of it, as multiply-adds.
    public let isPrintedHalved: Bool
    let lookup = Lookup()

    public init(
      key: String, unit: String, sight: Sight, rules: [Rule], ignored: [ToolKey] = [],
      object: Object = .operations, countsOnlyLastCalls: Bool = false,
      stopsWithoutRule: Bool = false, accumulator: Accumulator = .integer,
      sharedModules: SharedModules = .once, isPrintedHalved: Bool = false
    ) {
      self.key = key
      self.unit = unit
      self.sight = sight
      self.rules = rules
      self.ignored = ignored
      self.object = object
      self.countsOnlyLastCalls = countsOnlyLastCalls
      self.stopsWithoutRule = stopsWithoutRule
      self.accumulator = accumulator
      self.sharedModules = sharedModules
      self.isPrintedHalved = isPrintedHalved
    }

    /// What a tool can count; only numbers of the same can be compared.
    public enum Object: String, Sendable {
      case operations
      case elements
      case bytes
    }
  }

  /// What a tool that walks through the modules does where it comes to one of them several times, u.
  public enum SharedModules: Hashable, Sendable {
    /// It remembers the module.
    case once
    /// It counts a call u times, as it adds up what it comes by, or has u hooks.
    case visited
    /// It counts a call u·u times, by u hooks, and adds up what it comes by.
    case visitedWithHooks
    /// What hooks see counts u times, what patched functions see once.
    case hooksVisited
    /// It has a hook for each name, also where one module has several for one object.
    case listed
  }

  /// The parameters of the layers that a tool looks at.
  public struct ParameterMeasure: Sendable {
    public let key: String
    /// Whether only layers count for which the first measure has a rule, or which it lists as
    /// ignored.
    public let needsRule: Bool
    /// Whether parameters that are not trained count.
    public let countsFrozen: Bool
    /// Whether the code that the tool measures has the background among the classes.
    public let countsBackground: Bool
    /// Whether a layer counts as often as a walk through the modules comes to it.
    public let countsVisits: Bool

    public init(
      key: String, needsRule: Bool, countsFrozen: Bool, countsBackground: Bool = false,
      countsVisits: Bool = false
    ) {
      self.key = key
      self.needsRule = needsRule
      self.countsFrozen = countsFrozen
      self.countsBackground = countsBackground
      self.countsVisits = countsVisits
    }

    /// - Parameters:
    ///   - network: The network whose layers are counted.
    ///   - measure: The measure whose rules decide.
    ///   - frozenLayers: Layers that are not trained, by number.
    /// - Returns: Learned values, in the symbols of the network.
    public func count(
      _ network: Network, _ measure: Measure, frozenLayers: Set<Int>
    ) -> Dim {
      let visits = countsVisits ? ModuleVisits(network) : nil
      return network.layers.enumerated().reduce(0) { sum, entry in
        let (index, layer) = entry
        if layer.parameterCount == 0 || !countsFrozen && frozenLayers.contains(index) { return sum }
        let counted = count(layer) * Dim(visits?.visits(ofLayer: index) ?? 1)
        if !needsRule { return sum + counted }
        let verdict = measure.verdict(on: WorkTally.Key(layer.operator, layer.callStyle))
        return verdict == .counted || verdict == .ignored ? sum + counted : sum
      }
    }

    private func count(_ layer: Layer) -> Dim {
      guard countsBackground, let background = layer.background else { return layer.parameterCount }
      return layer.parameterCount + background.parameterCount
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
