import RLAAnalysis
import RLANetworks
import RLASymbolic
import RLAText

/// What every convention counts for one image on a network, at any size.
struct CostTable {
  /// The measures that count operations of a forward pass.
  static let measures: [(Convention, Convention.Measure)] = Convention.all.flatMap { convention in
    convention.measures.filter(\.countsOperations).map { (convention, $0) }
  }

  private let forms: CompiledForms
  /// Had every tool counted shared modules once; nil where that changes nothing.
  private let formsOnce: CompiledForms?
  private let assumptions: [LocatedAssumption]

  /// Nil where the network accepts no image, whatever its size, or has other sizes that are open.
  init?(_ network: Network) {
    guard let (shapes, tally) = Self.costs(of: network) else { return nil }
    let counts = Self.counts(tally)
    if !Self.openSizes(in: counts).isEmpty { return nil }
    forms = CompiledForms(counts, over: [.height, .width])
    formsOnce = tally.withModulesOnce.map {
      CompiledForms(Self.counts($0), over: [.height, .width])
    }
    assumptions = shapes.assumptions
  }

  /// The sizes beside height and width that counts of a network depend on.
  static func openSizes(of network: Network) -> [Symbol] {
    costs(of: network).map { openSizes(in: counts($0.tally)).sorted() } ?? []
  }

  private static func costs(of network: Network) -> (shapes: InferredShapes, tally: WorkTally)? {
    (try? InferredShapes(network, binding: [.batch: 1])).map { ($0, Profile($0).total.tally) }
  }

  private static func counts(_ tally: WorkTally) -> [Dim] {
    measures.map { $0.1.exactCount(tally) }
  }

  private static func openSizes(in counts: [Dim]) -> Set<Symbol> {
    let symbols = counts.reduce(into: Set()) { $0.formUnion($1.symbols) }
    return symbols.subtracting([.height, .width])
  }

  /// By measure, the count at an accepted size, had the tool counted shared modules once; nil where
  /// that changes nothing.
  func valuesOnce(at size: NumberList.Size) -> [Int?]? {
    formsOnce?.values(at: [size.height, size.width])
  }

  /// By measure, the count at a size, nil where it overflows; nil where the size is refused.
  func values(at size: NumberList.Size) -> [Int?]? {
    let bindings: [Symbol: Int] = [.height: size.height, .width: size.width]
    let isAccepted = assumptions.allSatisfy {
      (try? $0.assumption.holds(at: bindings)) ?? false
    }
    guard isAccepted else { return nil }
    return zip(Self.measures, forms.values(at: [size.height, size.width])).map { measure, total in
      total.map(measure.1.accumulator.rounded)
    }
  }
}

/// What conventions call the parameters of a network, compared with a published number.
struct ParameterCounts {
  private let printed: PublishedFigure?
  /// All learned values, shared ones once.
  let own: Int
  /// What PyTorch called parameters before an exporter changed them; nil where nothing tells it.
  private let beforeExport: Int?
  private let byConvention: [String: Int]

  /// Printed parameters as a count reads.
  struct Reading {
    let parameters: Int
    let isBeforeExport: Bool
    let prefix: UnitPrefix
    let fit: PublishedFigure.Fit?
  }

  /// The counts of a network, or what it has more than a baseline.
  init(
    _ candidate: FigureSearch.Candidate, _ printed: PublishedFigure?,
    over baseline: ParameterCounts? = nil
  ) {
    let (network, frozenLayers) = (candidate.network, candidate.frozenLayers)
    self.printed = printed
    beforeExport = baseline == nil ? candidate.parametersBeforeExport : nil
    let own = network.parameterCount.value ?? 0
    self.own = own - (baseline?.own ?? 0)
    byConvention = Dictionary(
      uniqueKeysWithValues: Convention.all.compactMap { convention in
        convention.parameters?
          .count(network, convention.measures[0], frozenLayers: frozenLayers).value
          .map { (convention.id, $0 - (baseline?.count(convention) ?? 0)) }
      })
  }

  func count(_ convention: Convention) -> Int { byConvention[convention.id] ?? own }

  /// Whether some convention's parameters print the published number, or none is given.
  var canFit: Bool {
    printed == nil || Convention.all.contains { fit($0, besides: .none)?.fit != nil }
  }

  /// How the parameters print under the units of the figure, or else under the other ones; those
  /// before an export where the others do not fit.
  func fit(_ convention: Convention, besides prefix: UnitPrefix) -> Reading? {
    guard let printed else { return nil }
    let units = printed.readings.sorted { one, other in one == prefix && other != prefix }
    let counts = [(count(convention), false)] + (beforeExport.map { [($0, true)] } ?? [])
    let readings = counts.flatMap { count, isBeforeExport in
      units.map { unit in
        Reading(
          parameters: count, isBeforeExport: isBeforeExport, prefix: unit,
          fit: printed.fit(count, unit))
      }
    }
    return readings.first { $0.fit != nil } ?? readings.first
  }
}

extension Convention.Measure {
  private var convolutionTerms: [Convention.Term] {
    let key = WorkTally.Key(Convolution(1, 1, Window(1)), .module)
    return rules(for: key).flatMap { $0.terms + $0.termsPerImage }
  }

  /// How often a multiply-add of a convolution counts; 0 where something else does.
  private var productFactor: Int {
    let products: [Quantity] = [.multiplyAdds, .multiplyAddsAtOutputs]
    return convolutionTerms.first { products.contains($0.quantity) }?.factor ?? 0
  }

  /// Whether it counts the operations of a forward pass, not bytes, elements or a training step.
  var countsOperations: Bool {
    productFactor > 0 && !convolutionTerms.contains { $0.quantity == .inputGradient }
  }

  /// Whether a multiply-add counts 2.
  var countsTwoPerMAC: Bool { productFactor == 2 }
}
