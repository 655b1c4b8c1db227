import CRLAVectors
import Testing

/// The loops that measure the machine do what their rates count.
@Suite struct LimitLoopTests {
  @Test(arguments: Level.all)
  func `Multiply-adds are as many as they say, on every number by itself`(level: Level) {
    let values = UnsafeMutablePointer<Float>.allocate(capacity: Int(vec_chain_values))
    defer { values.deallocate() }
    var draws = Draws(3)
    let before = (0..<Int(vec_chain_values)).map { _ in draws.next() }
    values.update(from: before, count: before.count)
    let steps = 7
    let count = level.loops.multiply_adds(steps, values)
    let numbers = count / steps
    #expect(count == steps * numbers && numbers > 0 && numbers <= before.count)
    for index in before.indices {
      var wanted = Double(before[index])
      if index < numbers { for _ in 0..<steps { wanted = 0.75 * wanted + 0.25 } }
      #expect(abs(Double(values[index]) - wanted) < 1e-6, "\(index)")
    }
  }

  @Test(arguments: Level.all)
  func `A sum reads every number, and a triad writes every number`(level: Level) {
    let count = 192
    let numbers = UnsafeMutablePointer<Float>.allocate(capacity: 3 * count)
    defer { numbers.deallocate() }
    for index in 0..<3 * count { numbers[index] = Float(index % 13) }
    let sum = (0..<count).reduce(0) { $0 + Float($1 % 13) }
    #expect(level.loops.sum(count, numbers) == sum)
    level.loops.triad(count, numbers, numbers + count, 0.5, numbers + 2 * count)
    for index in 0..<count {
      let wanted = numbers[index] + 0.5 * numbers[count + index]
      #expect(numbers[2 * count + index] == wanted, "\(index)")
    }
  }
}
