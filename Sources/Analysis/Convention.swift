public import Networks
public import Operators
public import Symbolic

/// How a paper or a tool turns work into one number.
///
/// A convention is data: for each operator, which lines of the tally count how often. It never
/// looks at a network.
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
    public let rules: [Rule]
    /// Operators that count nothing however they are written.
    public let zero: Set<OperatorKind>
    /// Why operators without a rule, or in another spelling than a rule's, count nothing.
    public let zeroReason: String

    public init(
      key: String, unit: String, rules: [Rule], zero: Set<OperatorKind>, zeroReason: String
    ) {
      self.key = key
      self.unit = unit
      self.rules = rules
      self.zero = zero
      self.zeroReason = zeroReason
    }
  }

  /// The parameters of layers of some kinds.
  public struct ParameterMeasure: Sendable {
    public let key: String
    /// The operators whose parameters the tool misses.
    public let missed: Set<OperatorKind>
    /// The spellings whose parameters the tool misses.
    public let missedSpellings: Set<Spelling>
    /// Whether parameters that are not trained count.
    public let countsFrozen: Bool

    public func count(_ network: Network, frozenLayers: Set<Int>) -> Dim {
      network.layers.enumerated().reduce(0) { sum, entry in
        let (index, layer) = entry
        let isMissed =
          missed.contains(layer.operator.kind) || missedSpellings.contains(layer.spelling)
          || !countsFrozen && frozenLayers.contains(index)
        return isMissed ? sum : sum + layer.parameterCount
      }
    }
  }

  /// What the applications of some operators count.
  public struct Rule: Sendable {
    public let kinds: [OperatorKind]
    public let spellings: [Spelling]
    public let weights: [Weight]
    /// Weights whose sum the tool divides by the number of images.
    public let weightsPerImage: [Weight]

    public func applies(to key: WorkTally.Key) -> Bool {
      kinds.contains(key.kind) && spellings.contains(key.spelling)
    }
  }

  /// A line of the tally and how often it counts.
  public struct Weight: Hashable, Sendable {
    public let factor: Int
    public let quantity: Quantity
  }
}

extension Convention {
  /// What a convention says about an operator.
  public enum Verdict: Hashable, Sendable {
    case counted
    /// Zero by a rule, not by neglect.
    case zero
    /// Neither a rule nor a known zero.
    case unknown
  }

  /// Operators that no tool counts: they move or name elements, or are custom operators.
  static let rearrangements: Set<OperatorKind> = [
    .concatenation, .channelSlice, .reshape, .dropout, .zeroState, .regionAlignment,
  ]

  static let gates: Set<OperatorKind> = [.sigmoid, .tanh]

  static let rectifiers: Set<OperatorKind> = [.relu, .relu6]

  static let poolings: Set<OperatorKind> = [.maxPooling, .averagePooling, .globalAveragePooling]

  static let norms: Set<OperatorKind> = [.batchNormalization, .groupNormalization]

  static let arithmetic: Set<OperatorKind> = [.addition, .multiplication, .complement]

  /// Everything but matrix products.
  static let allButProducts = rearrangements.union([.nearestResize]).union(gates).union(rectifiers)
    .union(poolings)
    .union(norms).union(arithmetic)
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

extension Convention.Measure {
  /// The number for a tally.
  public func count(_ tally: WorkTally) -> Dim {
    tally.sums.reduce(0) { $0 + count($1.value, for: $1.key, batch: tally.batch) }
  }

  /// The number for the work of operators of one kind and spelling.
  public func count(_ work: Work, for key: WorkTally.Key, batch: Dim) -> Dim {
    var total: Dim = 0
    for rule in rules where rule.applies(to: key) {
      for weight in rule.weights { total += work[weight.quantity] * Dim(weight.factor) }
      guard !rule.weightsPerImage.isEmpty else { continue }
      var divided: Dim = 0
      for weight in rule.weightsPerImage {
        divided += work[weight.quantity] * Dim(weight.factor)
      }
      guard let perImage = divided.exactQuotient(by: batch) else {
        preconditionFailure("Work is a multiple of the batch size.")
      }
      total += perImage
    }
    return total
  }

  /// What the convention says about operators of one kind and spelling.
  public func verdict(on key: WorkTally.Key) -> Convention.Verdict {
    if rules.contains(where: { $0.applies(to: key) }) { return .counted }
    let isKnown = zero.contains(key.kind) || rules.contains { $0.kinds.contains(key.kind) }
    return isKnown ? .zero : .unknown
  }
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
  /// A rule for applications of the given spelling, all spellings unless said otherwise.
  static func on(
    _ kinds: OperatorKind..., spelled spellings: [Spelling] = Spelling.allCases,
    count weights: [Convention.Weight], perImage: [Convention.Weight] = []
  ) -> Self {
    Self(kinds: kinds, spellings: spellings, weights: weights, weightsPerImage: perImage)
  }
}
