import RLAKernels
import RLANetworks

/// What a step may absorb of the nodes after its own; a step lists these in the order in which it
/// can apply them.
enum AbsorbedTerm: Hashable, Sendable {
  /// The running statistics of a batch normalization with its scale and shift.
  case norm
  /// The sum with another value of the same size.
  case sum
  case function
}

/// What a step has absorbed.
struct Absorption {
  var chain: Lowering.Chain
  /// The norm that is folded in.
  private(set) var norm: NormFolding?
  /// The other summand.
  private(set) var summand: ValueID?
  /// Whether the sum comes before the norm, or there is no norm.
  private(set) var sumsFirst = false
  private(set) var function = ElementLoop.identity

  init(chain: Lowering.Chain) { self.chain = chain }

  /// Absorbs the next node, where the step can and has absorbed none of its kind yet.
  ///
  /// - Returns: Whether it was absorbed.
  mutating func take(
    _ term: AbsorbedTerm, _ found: EpilogueTerm, _ reader: Site, trains: Bool
  ) -> Bool {
    switch (term, found) {
    case (.norm, .scaleShift(let epsilon)) where norm == nil:
      norm = NormFolding(
        layer: reader.layer, channels: reader.outputSize.channels, epsilon: epsilon)
    case (.sum, .sum) where summand == nil:
      let ends = chain.outputs
      guard let other = reader.inputs.first(where: { !ends.contains($0) }) else { return false }
      summand = other
      sumsFirst = norm == nil
    // The argument of an absorbed function is never stored, so its derivative has to follow from y.
    case (.function, .function(let loop)) where !trains || loop.source != .argument:
      function = loop
    default: return false
    }
    return true
  }
}
