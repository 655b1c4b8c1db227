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

  /// The largest size that one layer alone accepts, such as the length of a table of positions; nil
  /// where there is none, or where it relates several sizes.
  public func largestSize(
    acceptedBy located: LocatedAssumption
  ) -> (symbol: Symbol, size: Int)? {
    let symbols = located.assumption.symbols
    guard case .atLeast = located.assumption, let symbol = symbols.first, symbols.count == 1
    else { return nil }
    let room = located.assumption.difference
    guard let one = try? room.evaluated(at: [symbol: 1]),
      let two = try? room.evaluated(at: [symbol: 2]), one >= 0, two < one
    else { return nil }
    let slope = one - two
    return room == Dim(one + slope) - Dim(slope) * Dim(symbol)
      ? (symbol, (one + slope) / slope) : nil
  }
}
