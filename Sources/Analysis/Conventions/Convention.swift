public import Networks
public import Operators
public import Symbolic

/// How a paper or a tool turns work into one number.
///
/// A convention is data, the tool's own table by the tool's own keys: which lines of the tally count
/// how often. It never looks at a network, and knows an operator only by the names that PyTorch
/// gives it.
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
    public let ignored: Set<String>

    public init(
      key: String, unit: String, sight: Sight, rules: [Rule], ignored: Set<String> = []
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
    /// Whether only layers count that the first measure has a rule for, or ignores by its list.
    public let needsRule: Bool
    /// Whether parameters that are not trained count.
    public let countsFrozen: Bool

    public init(key: String, needsRule: Bool, countsFrozen: Bool) {
      self.key = key
      self.needsRule = needsRule
      self.countsFrozen = countsFrozen
    }

    /// - Parameters:
    ///   - network: Whose layers are counted.
    ///   - measure: The measure whose rules decide.
    ///   - frozenLayers: Layers that are not trained, by number.
    /// - Returns: Learned values, in the symbols of the network.
    public func count(
      _ network: Network, _ measure: Measure, frozenLayers: Set<Int>
    ) -> Dim {
      network.layers.enumerated().reduce(0) { sum, entry in
        let (index, layer) = entry
        if layer.parameterCount == 0 || !countsFrozen && frozenLayers.contains(index) { return sum }
        let verdict = measure.verdict(on: WorkTally.Key(layer.operator, layer.spelling))
        let isMissed = needsRule && verdict != .counted && verdict != .ignored
        return isMissed ? sum : sum + layer.parameterCount
      }
    }
  }

  /// What the applications of some operators count.
  public struct Rule: Hashable, Sendable {
    /// The entries of the tool's table: `Conv2d`, `F.relu`, `aten::relu`.
    public let keys: [String]
    public let weights: [Weight]
    /// Weights whose sum the tool divides by the number of images.
    public let weightsPerImage: [Weight]
  }

  /// A line of the tally and how often it counts.
  public struct Weight: Hashable, Sendable {
    public let factor: Int
    public let quantity: Quantity
  }
}

/// What large numbers are divided by.
public enum UnitPrefix: String, CaseIterable, Sendable {
  /// Powers of 1000: k, M, G.
  case si
  /// Powers of 1024: Ki, Mi, Gi.
  case binary
  /// Digits in full.
  case none
}

/// Words in which conventions are written.
extension Convention.Weight {
  public static func * (factor: Int, weight: Convention.Weight) -> Convention.Weight {
    Convention.Weight(factor: factor * weight.factor, quantity: weight.quantity)
  }

  static let multiplyAdds = Self(factor: 1, quantity: .multiplyAdds)
  static let multiplyAddsAtOutputs = Self(factor: 1, quantity: .multiplyAddsAtOutputs)
  static let positions = Self(factor: 1, quantity: .outputPositions)
  static let bias = Self(factor: 1, quantity: .biasAdditions)
  static let n = Self(factor: 1, quantity: .inputElements)
  static let m = Self(factor: 1, quantity: .outputElements)
  static let parametersPerImage = Self(factor: 1, quantity: .parametersPerImage)
  static let inputGradient = Self(factor: 1, quantity: .inputGradient)
  static let weightGradient = Self(factor: 1, quantity: .weightGradient)
  static let weightGradientTimesGroups = Self(factor: 1, quantity: .weightGradientTimesGroups)
}

extension Convention.Rule {
  static func on(
    _ keys: String..., count weights: [Convention.Weight] = [],
    perImage: [Convention.Weight] = []
  ) -> Self {
    Self(keys: keys.flatMap(\.everyRank), weights: weights, weightsPerImage: perImage)
  }
}

extension String {
  /// The keys that a key with `#` stands for: one each for 1, 2 and 3 axes.
  var everyRank: [String] {
    contains("#") ? (1...3).map { replacing("#", with: "\($0)") } : [self]
  }
}
