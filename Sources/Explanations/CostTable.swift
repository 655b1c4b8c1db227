import Analysis
import Expressions
import Networks
import Operators
import Symbolic

/// What every convention counts for one image on a network, at any size.
struct CostTable {
  /// The measures that count operations of a forward pass.
  static let measures: [(Convention, Convention.Measure)] = Convention.all.flatMap { convention in
    convention.measures.filter(\.countsOperations).map { (convention, $0) }
  }

  private let forms: CompiledForms
  private let assumptions: [LocatedAssumption]

  /// Nil where the network accepts no image of three channels, whatever its size.
  init?(_ network: Network) {
    let input = Shape(
      batch: 1, channels: network.inputChannels, height: Dim(.height), width: Dim(.width))
    guard let shapes = try? InferredShapes(network, input: input) else { return nil }
    let tally = shapes.tally(of: network.nodes.indices, GradientFlow(network))
    forms = CompiledForms(
      Self.measures.map { $0.1.count(tally) }, over: [.height, .width])
    assumptions = shapes.assumptions
  }

  /// By measure, the count at a size, nil where it overflows; nil where the size is refused.
  func values(at size: NumberList.Size) -> [Int?]? {
    let bindings: [Symbol: Int] = [.height: size.height, .width: size.width]
    let isAccepted = assumptions.allSatisfy {
      (try? $0.assumption.holds(at: bindings)) ?? false
    }
    return isAccepted ? forms.values(at: [size.height, size.width]) : nil
  }
}

/// What conventions call the parameters of a network, compared with a published number.
struct ParameterCounts {
  private let network: Network
  private let printed: PublishedFigure?
  private let own: Int
  private let byConvention: [String: Int]

  init(_ network: Network, frozenLayers: Set<Int>, _ printed: PublishedFigure?) {
    self.network = network
    self.printed = printed
    own = network.parameterCount.value ?? 0
    byConvention = Dictionary(
      uniqueKeysWithValues: Convention.all.compactMap { convention in
        convention.parameters?.count(network, frozenLayers: frozenLayers).value
          .map { (convention.id, $0) }
      })
  }

  func count(_ convention: Convention) -> Int { byConvention[convention.id] ?? own }

  /// Whether some convention's parameters print the published number, or none is given.
  var canFit: Bool {
    printed == nil || Convention.all.contains { fit($0, besides: .none)?.fit != nil }
  }

  /// How the parameters print under the units of the figure, or else under the other ones.
  func fit(
    _ convention: Convention, besides prefix: UnitPrefix
  ) -> (prefix: UnitPrefix, fit: PublishedFigure.Fit?)? {
    guard let printed else { return nil }
    let value = count(convention)
    let readings = printed.readings.sorted { one, other in one == prefix && other != prefix }
    let fits = readings.map { (prefix: $0, fit: printed.fit(value, $0)) }
    return fits.first { $0.fit != nil } ?? fits.first
  }
}

extension Convention.Measure {
  private var convolutionWeights: [Convention.Weight] {
    rules.filter { $0.kinds.contains(.convolution) }.flatMap { $0.weights + $0.weightsPerImage }
  }

  /// Whether it counts the operations of a forward pass, not bytes, elements or a training step.
  var countsOperations: Bool {
    convolutionWeights.contains { $0.quantity == .multiplyAdds }
      && !convolutionWeights.contains { $0.quantity == .inputGradient }
  }

  /// Whether a multiply-add counts 2.
  var countsTwoPerMAC: Bool {
    convolutionWeights.contains { $0.quantity == .multiplyAdds && $0.factor == 2 }
  }
}
