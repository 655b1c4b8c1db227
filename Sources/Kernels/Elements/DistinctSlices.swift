/// The different slices of a matrix, each a row of numbers.
package struct DistinctSlices {
  /// By different slice, the first row that is equal.
  package private(set) var firsts: [Int] = []
  /// By row, the different slice that it is.
  package private(set) var places: [Int]
  /// By different slice, how many rows are equal to it.
  package private(set) var counts: [Int] = []

  /// - Parameters:
  ///   - rows: How many slices there are.
  ///   - sorted: Whether the different ones ascend, element by element; else they stand in the order
  ///     in which they occur first.
  ///   - precedes: Whether a row comes before another one.
  package init(_ rows: Int, sorted: Bool, _ precedes: (Int, Int) -> Bool) {
    places = Array(repeating: 0, count: rows)
    // Equal rows stay in their order, so that the first of each is the first in the matrix.
    let order = (0..<rows).sorted { one, other in
      if precedes(one, other) { return true }
      return precedes(other, one) ? false : one < other
    }
    for (index, row) in order.enumerated() {
      if index == 0 || precedes(order[index - 1], row) {
        firsts.append(row)
        counts.append(0)
      }
      places[row] = firsts.count - 1
      counts[counts.count - 1] += 1
    }
    if !sorted { keepOrder() }
  }

  private mutating func keepOrder() {
    let order = firsts.indices.sorted { firsts[$0] < firsts[$1] }
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    (firsts, counts) = (order.map { firsts[$0] }, order.map { counts[$0] })
    places = places.map { ranks[$0] }
  }
}
