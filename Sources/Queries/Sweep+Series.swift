public import RLASymbolic

extension Sweep {
  /// Points that belong together in a plot of two columns.
  public struct Series: Sendable {
    /// The coordinates that tell it from the other series, with their values.
    public let shared: [(symbol: Symbol, value: Int)]
    /// Its points by their number in `points`, in their order.
    public fileprivate(set) var points: [Int]
  }

  /// The series of a plot of two columns: one for each combination of what else varies.
  ///
  /// Height and width vary along a series, or the size that the user named last, unless a column is
  /// another coordinate.
  public func series(
    _ x: ConditionNames.Meaning, _ y: ConditionNames.Meaning
  ) -> [Series] {
    let coordinates = distinguishing(besides: [x, y])
    var series: [Series] = []
    var numbers: [[Int]: Int] = [:]
    for (index, point) in points.enumerated() {
      let values = coordinates.map { point.coordinates[$0] }
      let number = numbers[values, default: series.count]
      if number == series.count {
        numbers[values] = number
        let shared = zip(coordinates, values).map { (grid.symbols[$0], $1) }
        series.append(Series(shared: shared, points: []))
      }
      series[number].points.append(index)
    }
    return series
  }

  /// The coordinates that are the same at every point, with their values.
  public var constants: [(symbol: Symbol, value: Int)] {
    grid.symbols.enumerated().compactMap { number, symbol in
      guard let first = points.first?.coordinates[number] else { return nil }
      return points.allSatisfy { $0.coordinates[number] == first } ? (symbol, first) : nil
    }
  }

  /// The coordinates that vary and decide which series a point belongs to.
  private func distinguishing(besides columns: [ConditionNames.Meaning]) -> [Int] {
    let symbols = grid.symbols
    let constant = Set(constants.map(\.symbol))
    let sizes = grid.symbolsAlongSeries
    let hasVariant = columns.contains { meaning in
      if case .coordinate(let number) = meaning { !sizes.contains(symbols[number]) } else { false }
    }
    let along = hasVariant ? [] : sizes
    return symbols.indices.filter { number in
      !columns.contains(.coordinate(number)) && !along.contains(symbols[number])
        && !constant.contains(symbols[number])
    }
  }
}
