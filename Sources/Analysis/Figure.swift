public import RLANetworks
public import RLASymbolic

/// A number about a whole network that expressions, sweeps and comparisons can name.
public struct Figure: Sendable {
  /// The key in machine-readable reports.
  public let key: String
  /// A shorter name for expressions.
  public let alias: String?
  /// The unit: `B`, `MACs`; empty where the key says it.
  public let unit: String
  /// A description for help texts and footnotes.
  public let summary: String
  /// What the bytes are bytes of; nil where it counts something else.
  public var memory: Memory?
  /// How it follows from a profile.
  public let form: @Sendable (Profile) -> Form

  /// What bytes are bytes of, which decides the type of their elements.
  public enum Memory: Hashable, Sendable {
    /// Values and parameters as they are stored.
    case inference
    /// What a training step holds.
    case training
  }

  /// A figure in symbols.
  public enum Form: Hashable, Sendable {
    case sum(Dim)
    /// The exact total of what a tool counts, and how the tool adds it up.
    case counted(Dim, Accumulator)
    /// The maximum of several sums, where the sizes determine which one it is.
    case largest([Dim])

    /// The sums of which the figure is the maximum.
    public var sums: [Dim] {
      switch self {
      case .sum(let sum), .counted(let sum, _): [sum]
      case .largest(let sums): sums
      }
    }

    /// The number, where there is no symbol and nothing overflowed.
    public var value: Int? {
      let values = sums.compactMap(\.value)
      return values.count == sums.count ? value(ofSums: values) : nil
    }

    /// The figure where its sums have the given values; nil without any.
    package func value(ofSums values: [Int]) -> Int? {
      if case .counted(_, let accumulator) = self { return values.first.map(accumulator.rounded) }
      return values.max()
    }
  }

  /// The measure of a convention that it is; nil for any other figure.
  public var measure: Convention.Measure? {
    Convention.all.lazy.flatMap(\.measures).first { $0.key == key }
  }

  /// The names of the figure in expressions.
  public var names: [String] { [key] + (alias.map { [$0] } ?? []) }
}

extension Figure {
  /// Every figure: parameters, the measures of all conventions, then memory and gradients.
  public static let all: [Figure] =
    [parameters] + counts + memory + gradients

  private static let counts = Convention.all.flatMap { convention in
    convention.measures.map { counted($0, summary: convention.summary) }
  }

  /// The figure with the given key or alias, whatever its case.
  public static func named(_ name: String) -> Figure? {
    let wanted = name.lowercased()
    return all.first { $0.names.contains { $0.lowercased() == wanted } }
  }

  public static let parameters = Figure(
    key: "parameters", alias: nil, unit: "", summary: "learned values, shared ones once"
  ) { .sum($0.total.parameters) }

  /// The number of a measure.
  public static func counted(
    _ measure: Convention.Measure, summary: String = ""
  ) -> Figure {
    Figure(
      key: measure.key, alias: nil, unit: measure.unit, summary: summary
    ) { .counted(measure.exactCount($0.total.tally), measure.accumulator) }
  }

  public static let activationBytes = Figure(
    key: "activation_bytes", alias: "activations", unit: "B",
    summary: "results that have their own memory", memory: .inference
  ) { .sum($0.total.bytesWritten) }

  public static let peakBytes = Figure(
    key: "peak_inference_bytes", alias: "peak", unit: "B",
    summary: "peak bytes of live activations in inference", memory: .inference
  ) { .largest(distinct($0.memory.moments.map(\.bytes))) }

  public static let trainingBytes = Figure(
    key: "training_bytes", alias: "training", unit: "B",
    summary: "parameters, gradients, optimizer state and saved activations", memory: .training
  ) { .sum($0.trainingMemory.total) }

  private static let memory = [
    activationBytes, peakBytes, trainingBytes,
    Figure(
      key: "moved_bytes", alias: "moved", unit: "B",
      summary: "bytes read and written once, weights included", memory: .inference
    ) { .sum($0.total.bytesMoved) },
    Figure(
      key: "saved_activation_bytes", alias: "saved", unit: "B",
      summary: "bytes that training saves for the backward pass", memory: .training
    ) { .sum($0.trainingMemory.savedActivations) },
    Figure(
      key: "parameter_bytes", alias: nil, unit: "B", summary: "bytes of the parameters",
      memory: .inference
    ) { .sum($0.parameterBytes) },
  ]

  private static let gradients = [
    Figure(
      key: "input_gradient_macs", alias: "input-gradient", unit: "MACs",
      summary: "multiply-adds of the gradients of inputs"
    ) { .sum($0.total.tally.total[.inputGradient]) },
    Figure(
      key: "weight_gradient_macs", alias: "weight-gradient", unit: "MACs",
      summary: "multiply-adds of the gradients of weights"
    ) { .sum($0.total.tally.total[.weightGradient]) },
    Figure(
      key: "backward_macs", alias: "backward", unit: "MACs",
      summary: "multiply-adds of the backward pass"
    ) {
      let work = $0.total.tally.total
      return .sum(work[.inputGradient] + work[.weightGradient])
    },
  ]

  private static func distinct(_ sums: [Dim]) -> [Dim] {
    var seen: Set<Dim> = []
    return sums.filter { seen.insert($0).inserted }
  }
}

extension StoragePrecision {
  /// The type of the elements that a figure counts bytes of; nil for other figures.
  public func type(of figure: Figure) -> ElementType? {
    switch figure.memory {
    case .inference: stored
    case .training: trained
    case nil: nil
    }
  }
}
