public import RLANetworks
public import RLASymbolic

/// The sizes of one axis that a network accepts, derived from the assumptions of shape inference.
///
/// Each assumption compares sums of floor quotients of the size. Such a sum grows by a constant
/// whenever the size grows by a common multiple of the divisors, so the answer is periodic. Where a
/// network has room for a map of one size only, as in front of a classifier, the sizes end.
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
  /// The largest accepted size; nil where there is none.
  public let maximum: Int?

  /// Longer periods are not searched; they occur only in networks that halve sizes more than 16
  /// times.
  private static let longestPeriod = 1 << 16
  /// Larger sizes are not searched; no image has that many pixels along an axis.
  fileprivate static let largestSettled = 1 << 20
  /// Sizes that end beyond it are not listed.
  fileprivate static let largestEnd = 1 << 16

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
      let period = relevant.quasiPeriod, period <= Self.longestPeriod
    else { return nil }
    let end = relevant.compactMap { $0.end(of: symbol, period: period) }.min()
    let accepted =
      end.map { relevant.sizes(of: symbol, upTo: $0) }
      ?? relevant.sizes(of: symbol, repeatingAfter: period)
    guard let accepted else { return nil }
    self.symbol = symbol
    self.assumptions = relevant
    (self.period, residues, minimum, maximum) = accepted
  }

  public func contains(_ size: Int) -> Bool {
    size >= 1 && assumptions.hold(at: [symbol: size])
  }

  /// Whether another axis takes the same sizes.
  public func accepts(sameAs other: AcceptedSizes) -> Bool {
    period == other.period && residues == other.residues && minimum == other.minimum
      && maximum == other.maximum
  }

  /// The accepted sizes in `range`, ascending.
  public func sizes(in range: ClosedRange<Int>) -> [Int] { range.filter(contains) }

  /// The nearest accepted sizes on both sides of `size`; nil where there is none.
  public func nearest(to size: Int) -> (below: Int?, above: Int?) {
    var below = min(size, maximum ?? size)
    while below >= minimum, !contains(below) { below -= 1 }
    var above = max(size, minimum)
    while above <= maximum ?? above, !contains(above) { above += 1 }
    return (below >= minimum ? below : nil, above <= maximum ?? above ? above : nil)
  }

  /// The smallest accepted size from `size` on, or the largest where all are smaller.
  public func rounded(up size: Int) -> Int { nearest(to: size).above ?? maximum ?? minimum }
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

/// What describes accepted sizes.
private typealias Accepted = (period: Int, residues: [Int], minimum: Int, maximum: Int?)

extension [Assumption] {
  /// The sizes where they repeat for ever after so many.
  fileprivate func sizes(of symbol: Symbol, repeatingAfter longest: Int) -> Accepted? {
    func accepts(_ size: Int) -> Bool { hold(at: [symbol: size]) }
    guard
      let settled = settledSize(of: symbol, period: longest, upTo: AcceptedSizes.largestSettled)
    else { return nil }
    let pattern = (0..<longest).map { accepts(settled + $0) }
    guard let period = (1...longest).first(where: { pattern.repeats(every: $0) }) else {
      return nil
    }
    let residues = (0..<period).filter { pattern[$0] }.map { (settled + $0) % period }.sorted()
    guard !residues.isEmpty, let minimum = (1..<settled + period).first(where: accepts) else {
      return nil
    }
    return (period, residues, minimum, nil)
  }

  /// The sizes where none lies beyond `end`.
  fileprivate func sizes(of symbol: Symbol, upTo end: Int) -> Accepted? {
    guard (1...AcceptedSizes.largestEnd).contains(end) else { return nil }
    let accepted = (1...end).filter { hold(at: [symbol: $0]) }
    guard let first = accepted.first, let last = accepted.last else { return nil }
    var pattern = [Bool](repeating: false, count: last - first + 1)
    for size in accepted { pattern[size - first] = true }
    let period = (1...pattern.count).first { pattern.recurs(after: $0) } ?? pattern.count
    return (period, Set(accepted.map { $0 % period }).sorted(), first, last)
  }

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
  /// The last size for which it may hold, where it bounds the sizes; nil where it does not.
  ///
  /// In every class of sizes modulo the period the difference is a line.
  fileprivate func end(of symbol: Symbol, period: Int) -> Int? {
    guard let slope = growth(of: symbol, over: period), slope != 0 else { return nil }
    if case .atLeast = self, slope > 0 { return nil }
    var end = 0
    for size in 1...period {
      guard let value = try? difference.evaluated(at: [symbol: size]) else { return nil }
      let (steps, remainder) = value.quotientAndRemainder(dividingBy: slope)
      // The difference is 0 after -steps periods, or has its last value above 0 before it.
      if case .equal = self, remainder != 0 { continue }
      if steps > 0 || value.signum() == slope.signum() { continue }
      let (distance, isFar) = period.multipliedReportingOverflow(by: Int(clamping: steps.magnitude))
      let (last, isFarther) = size.addingReportingOverflow(distance)
      end = isFar || isFarther ? .max : max(end, last)
    }
    return end
  }

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
    count.isMultiple(of: period) && recurs(after: period)
  }

  /// Whether it goes on with what it begins with.
  fileprivate func recurs(after period: Int) -> Bool {
    indices.dropFirst(period).allSatisfy { self[$0] == self[$0 - period] }
  }
}
