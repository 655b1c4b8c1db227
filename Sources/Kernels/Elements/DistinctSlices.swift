/// The different slices of a matrix, each a row of numbers, in memory that somebody else owns.
package struct DistinctSlices {
  /// How many different ones there are.
  package private(set) var count = 0
  /// By different slice, the first row that is equal.
  package let firsts: UnsafeMutablePointer<Int32>
  /// By row, the different slice that it is.
  package let places: UnsafeMutablePointer<Int32>
  /// By different slice, how many rows are equal to it.
  package let counts: UnsafeMutablePointer<Int32>
  private let rows: Int

  /// Values of scratch memory for so many rows.
  package static func scratch(rows: Int) -> Int { 5 * rows }

  /// - Parameters:
  ///   - rows: How many slices there are.
  ///   - sorted: Whether the different ones ascend, element by element; else they stand in the order
  ///     in which they occur first.
  ///   - scratch: As many values as the function `scratch` says.
  ///   - precedes: Whether a row comes before another one.
  package init(
    _ rows: Int, sorted: Bool, scratch: UnsafeMutablePointer<Float>,
    _ precedes: (Int, Int) -> Bool
  ) {
    let memory = UnsafeMutableRawPointer(scratch).bindMemory(to: Int32.self, capacity: 5 * rows)
    self.rows = rows
    (firsts, places, counts) = (memory, memory + rows, memory + 2 * rows)
    let order = memory + 3 * rows
    for row in 0..<rows { order[row] = Int32(row) }
    // Equal rows stay in their order, so that the first of each is the first in the matrix.
    NumberOrder.sort(order, count: rows) { one, other in
      if precedes(one, other) { return true }
      return precedes(other, one) ? false : one < other
    }
    for index in 0..<rows {
      let row = Int(order[index])
      if index == 0 || precedes(Int(order[index - 1]), row) {
        firsts[count] = Int32(row)
        counts[count] = 0
        count += 1
      }
      places[row] = Int32(count - 1)
      counts[count - 1] += 1
    }
    if !sorted { keepOrder(order, order + rows) }
  }

  private func keepOrder(
    _ spare: UnsafeMutablePointer<Int32>, _ ranks: UnsafeMutablePointer<Int32>
  ) {
    var next: Int32 = 0
    for row in 0..<rows where firsts[Int(places[row])] == Int32(row) {
      ranks[Int(places[row])] = next
      next += 1
    }
    func reorder(_ list: UnsafeMutablePointer<Int32>) {
      for place in 0..<count { spare[Int(ranks[place])] = list[place] }
      list.update(from: spare, count: count)
    }
    reorder(firsts)
    reorder(counts)
    for row in 0..<rows { places[row] = ranks[Int(places[row])] }
  }
}
