/// Numbers in an order, sorted where they are: the sort of the standard library takes memory.
enum NumberOrder {
  /// Sorts by Williams's heap, 1964; an order of which any two numbers have one is the only one.
  static func sort(
    _ numbers: UnsafeMutablePointer<Int32>, count: Int, _ precedes: (Int, Int) -> Bool
  ) {
    for parent in (0..<count / 2).reversed() { sink(parent, in: numbers, count, precedes) }
    for last in (0..<count).reversed() where last > 0 {
      (numbers[0], numbers[last]) = (numbers[last], numbers[0])
      sink(0, in: numbers, last, precedes)
    }
  }

  /// Exchanges a number with those below it until none of them comes behind it.
  private static func sink(
    _ start: Int, in numbers: UnsafeMutablePointer<Int32>, _ count: Int,
    _ precedes: (Int, Int) -> Bool
  ) {
    var parent = start
    while 2 * parent + 1 < count {
      var child = 2 * parent + 1
      if child + 1 < count, precedes(Int(numbers[child]), Int(numbers[child + 1])) { child += 1 }
      if !precedes(Int(numbers[parent]), Int(numbers[child])) { return }
      (numbers[parent], numbers[child]) = (numbers[child], numbers[parent])
      parent = child
    }
  }
}
