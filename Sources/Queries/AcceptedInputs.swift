public import RLAAnalysis
public import RLASymbolic

/// The input sizes that a network accepts, by axis and together.
public struct AcceptedInputs: Sendable {
  /// The network with height and width as symbols.
  public let shapes: InferredShapes
  /// Nil where an axis cannot be described by itself.
  public let height: AcceptedSizes?
  public let width: AcceptedSizes?

  public init(_ shapes: InferredShapes) {
    self.shapes = shapes
    height = AcceptedSizes(.height, shapes.assumptions)
    width = AcceptedSizes(.width, shapes.assumptions)
  }

  /// Height and width, in this order.
  public var axes: [AcceptedSizes?] { [height, width] }

  public func accepts(_ size: NumberList.Size) -> Bool {
    shapes.assumptions.allSatisfy {
      (try? $0.assumption.holds(at: [.batch: 1, .height: size.height, .width: size.width]))
        ?? false
    }
  }

  /// By axis, the accepted sizes on both sides of a size; none where that is accepted.
  public func nearest(to size: NumberList.Size) -> [[Int]] {
    zip(axes, [size.height, size.width]).map { sizes, wanted in
      guard let sizes, !sizes.contains(wanted) else { return [] }
      let (below, above) = sizes.nearest(to: wanted)
      return [below, above].compactMap { $0 }
    }
  }

  /// The sides of the accepted squares in `range`, ascending.
  public func squares(in range: ClosedRange<Int>) -> [Int] {
    range.filter { accepts(NumberList.Size(height: $0, width: $0)) }
  }

  /// What one layer alone accepts; nil where it relates both axes.
  public func sizes(acceptedBy located: LocatedAssumption) -> AcceptedSizes? {
    let symbols = located.assumption.symbols
    guard let symbol = symbols.first, symbols.count == 1 else { return nil }
    return AcceptedSizes(symbol, [located])
  }

  /// Longer ranges are not searched; no image has that many pixels along an axis.
  private static let largestSize = 1 << 16

  /// The sizes that one layer alone accepts where these end, as at the length of a table of
  /// positions or at the height of the lines that a network reads; nil where they do not, where
  /// they have gaps, and where it relates several sizes.
  public func range(
    acceptedBy located: LocatedAssumption
  ) -> (symbol: Symbol, sizes: ClosedRange<Int>)? {
    let (symbols, room) = (located.assumption.symbols, located.assumption.difference)
    guard let symbol = symbols.first, symbols.count == 1, let period = room.quasiPeriod,
      let one = try? room.evaluated(at: [symbol: 1]),
      let later = try? room.evaluated(at: [symbol: 1 + period]), one != later
    else { return nil }
    if case .atLeast = located.assumption, period == 1, one >= 0, later < one {
      return (symbol, 1...one / (one - later) + 1)
    }
    var sizes: [Int] = []
    // What has left the range for a whole period never comes back.
    var outside = 0
    for size in 1...Self.largestSize {
      guard let value = try? room.evaluated(at: [symbol: size]) else { return nil }
      if located.assumption.holds(at: size, symbol) { sizes.append(size) }
      outside = value != 0 && (value > 0) == (later > one) ? outside + 1 : 0
      if outside == period { break }
    }
    guard outside == period, let first = sizes.first, let last = sizes.last,
      last - first + 1 == sizes.count, !located.assumption.holds(at: last + period, symbol)
    else { return nil }
    return (symbol, first...last)
  }
}

extension Assumption {
  fileprivate func holds(at size: Int, _ symbol: Symbol) -> Bool {
    (try? holds(at: [symbol: size])) == true
  }
}
