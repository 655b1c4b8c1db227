import RLAExecution
import TestSupport
import Testing

/// The order of weights in memory.
@Suite struct WeightLayoutTests {
  @Test(arguments: 0..<200)
  func `A tensor that is arranged at once lies as one that is written run by run`(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let (inputs, outputs) = (
      Int.random(in: 1...40, using: &generator), Int.random(in: 1...70, using: &generator)
    )
    let (groups, taps) = (
      Int.random(in: 1...3, using: &generator), [1, 3, 9].randomElement(using: &generator) ?? 1
    )
    let panelWidth = [8, 16, 32, 48, 1 << 30].randomElement(using: &generator) ?? 1
    let layouts: [WeightLayout] = [
      .plain, .depthwise(channels: outputs * groups, taps: taps * inputs),
      .filter(inputs: inputs, outputs: outputs, taps: taps, panelWidth: panelWidth),
      .matrix(rows: inputs * taps * groups, columns: outputs, panelWidth: panelWidth),
    ]
    let source = (0..<inputs * outputs * taps * groups).map(Float.init)
    for layout in layouts {
      var expected = [Float](repeating: -1, count: source.count)
      layout.forEachRun(0..<source.count) { run in
        for step in 0..<run.count {
          expected[run.place + step * run.stride] = source[run.element + step]
        }
      }
      var arranged = source
      arranged.withUnsafeMutableBufferPointer { layout.arrange($0) }
      #expect(arranged == expected, "\(layout)")
      #expect(expected.sorted() == source)
    }
  }
}
