public import RLANetworks
public import RLASymbolic

/// The sizes of one axis that a network accepts, derived from the assumptions of shape inference.
///
/// Each assumption compares sums of floor quotients of the size. Such a sum grows by a constant
/// whenever the size grows by a common multiple of the divisors, so the answer is periodic.
public struct AcceptedSizes: Hashable, Sendable {
  public let symbol: Symbol
  /// The assumptions on this axis.
  public let assumptions: [Assumption]
  /// The accepted sizes repeat with this period from `settled` on.
  public let period: Int
  /// The accepted sizes modulo `period`, ascending.
  public let residues: [Int]
  /// The smallest accepted size.
  public let minimum: Int

  /// Longer periods are not searched; they occur only in networks that halve sizes more than 16
  /// times.
  private static let longestPeriod = 1 << 16
  /// Larger sizes are not searched; no image has that many pixels along an axis.
  private static let largestSettled = 1 << 20

  /// Derives the accepted values of `symbol`.
  ///
  /// Nil where an assumption also has another symbol or products of sizes, where it is not periodic
  /// from a size that can be searched, or where no size is accepted.
  public init?(_ symbol: Symbol, _ assumptions: [LocatedAssumption]) {
    self.init(symbol, assumptions.map(\.assumption))
  }

  /// Derives the accepted values of `symbol` from facts without a place.
  public init?(_ symbol: Symbol, _ assumptions: [Assumption]) {
    let relevant = assumptions.filter { $0.symbols.contains(symbol) }
    guard relevant.allSatisfy({ $0.symbols.count == 1 }),
      let longest = relevant.quasiPeriod, longest <= Self.longestPeriod,
      let settled = relevant.settledSize(
        of: symbol, period: longest, upTo: Self.largestSettled)
    else { return nil }
    func accepts(_ size: Int) -> Bool { relevant.hold(at: [symbol: size]) }
    let pattern = (0..<longest).map { accepts(settled + $0) }
    guard let period = (1...longest).first(where: { pattern.repeats(every: $0) }) else {
      return nil
    }
    self.symbol = symbol
    self.assumptions = relevant
    self.period = period
    residues = (0..<period).filter { pattern[$0] }.map { (settled + $0) % period }.sorted()
    guard !residues.isEmpty, let minimum = (1..<settled + period).first(where: accepts) else {
      return nil
    }
    self.minimum = minimum
  }

  public func contains(_ size: Int) -> Bool {
    size >= 1 && assumptions.hold(at: [symbol: size])
  }

  /// Whether another axis takes the same sizes.
  public func accepts(sameAs other: AcceptedSizes) -> Bool {
    period == other.period && residues == other.residues && minimum == other.minimum
  }

  /// The accepted sizes in `range`, ascending.
  public func sizes(in range: ClosedRange<Int>) -> [Int] { range.filter(contains) }

  /// The nearest accepted sizes on both sides of `size`.
  public func nearest(to size: Int) -> (below: Int?, above: Int) {
    var below = size
    while below >= minimum, !contains(below) { below -= 1 }
    var above = max(size, minimum)
    while !contains(above) { above += 1 }
    return (below >= minimum ? below : nil, above)
  }
}

extension InferredShapes {
  /// The accepted sizes of height and width; nil where an axis cannot be described by itself.
  ///
  /// - Parameter network: The network, with the inputs that it declares.
  /// - Returns: Height and width, in this order.
  /// - Throws: `ShapeFailure` where no size at all is accepted.
  public static func acceptedSizes(
    of network: Network
  ) throws(ShapeFailure) -> (height: AcceptedSizes?, width: AcceptedSizes?) {
    let shapes = try InferredShapes(network, binding: [:])
    return (
      AcceptedSizes(.height, shapes.assumptions), AcceptedSizes(.width, shapes.assumptions)
    )
  }
}

extension [Assumption] {
  fileprivate func hold(at bindings: [Symbol: Int]) -> Bool {
    allSatisfy { (try? $0.holds(at: bindings)) ?? false }
  }

  /// A period after which every difference in the assumptions has grown by a constant; nil where
  /// there is none in the 64-bit range.
  fileprivate var quasiPeriod: Int? {
    var period = 1
    for assumption in self {
      guard let own = assumption.difference.quasiPeriod,
        let multiple = Dim.leastCommonMultiple(period, own)
      else { return nil }
      period = multiple
    }
    return period
  }

  /// A size up to `largest` from which on every assumption repeats with `period`; nil where there
  /// is none.
  fileprivate func settledSize(of symbol: Symbol, period: Int, upTo largest: Int) -> Int? {
    var settled = 1
    for assumption in self {
      guard let slope = assumption.growth(of: symbol, over: period) else { return nil }
      switch assumption {
      case .equal:
        guard slope == 0 else { return nil }
      case .atLeast:
        guard slope >= 0 else { return nil }
        if slope == 0 { continue }
        while !(settled..<settled + period).allSatisfy({
          [assumption].hold(at: [symbol: $0])
        }) {
          settled += period
          if settled > largest { return nil }
        }
      }
    }
    return settled
  }
}

extension Assumption {
  /// How much the difference grows in each period.
  fileprivate func growth(of symbol: Symbol, over period: Int) -> Int? {
    guard let first = try? difference.evaluated(at: [symbol: 1]),
      let second = try? difference.evaluated(at: [symbol: 1 + period])
    else { return nil }
    let (growth, overflow) = second.subtractingReportingOverflow(first)
    return overflow ? nil : growth
  }
}

extension [Bool] {
  fileprivate func repeats(every period: Int) -> Bool {
    count.isMultiple(of: period)
      && indices.dropFirst(period).allSatisfy { self[$0] == self[$0 - period] }
  }
}
