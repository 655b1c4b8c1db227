import RLAKernels
import RLANetworks

/// What a step may absorb of the nodes after its own; a step lists these in the order in which it
/// can apply them.
enum AbsorbedTerm: Hashable, Sendable {
  /// A scale or a shift by channel, or both, as a batch normalization with running statistics is.
  case channels
  /// The sum with another value of the same size.
  case sum
  case function
}

extension [AbsorbedTerm] {
  /// What a product in inference can absorb: a normalization is several scales and shifts where an
  /// exporter has taken it apart.
  static var afterProducts: [AbsorbedTerm] {
    let channels = Array(repeating: AbsorbedTerm.channels, count: 4)
    return channels + [.sum] + channels + [.function]
  }
}

/// What a step has absorbed.
struct Absorption {
  var chain: Lowering.Chain
  /// The scales and shifts by channel.
  private(set) var channels: [ChannelFolding.Term] = []
  /// The other summand.
  private(set) var summand: ValueID?
  /// The axes of the other summand in the order of the memory of the result.
  private(set) var summandOrder: [Int]?
  /// Whether the sum comes before scales and shifts, or there are none.
  private(set) var sumsFirst = false
  private(set) var function = ElementLoop.identity

  init(chain: Lowering.Chain) { self.chain = chain }

  /// Absorbs the next node, where the step can.
  ///
  /// - Parameters:
  ///   - term: What may come next.
  ///   - found: What the next node adds to an epilogue.
  ///   - reader: The next node.
  ///   - chain: The nodes before it.
  ///   - trains: Whether there is a backward pass.
  /// - Returns: Whether it was absorbed.
  mutating func take(
    _ term: AbsorbedTerm, _ found: EpilogueTerm, _ reader: Site, after chain: Lowering.Chain,
    trains: Bool
  ) -> Bool {
    switch (term, found) {
    case (.channels, .channels(let term, let axis))
    where (axis == nil || axis == chain.channelAxis) && (summand == nil || sumsFirst):
      channels.append(term)
    case (.sum, .sum) where summand == nil:
      let ends = chain.outputs
      guard let other = reader.inputs.first(where: { !ends.contains($0) }) else { return false }
      summand = other
      summandOrder = chain.order
      sumsFirst = channels.isEmpty
    // The argument of an absorbed function is never stored, so its derivative has to follow from y.
    case (.function, .function(let loop)) where !trains || loop.source != .argument:
      function = loop
    default: return false
    }
    self.chain = chain
    return true
  }
}
