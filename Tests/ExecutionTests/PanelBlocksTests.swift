import RLAKernels
import Testing

/// How products with weights in panels are divided over threads.
@Suite struct PanelBlocksTests {
  /// The longest that one of the threads works, in elements, where each takes the next block as soon as
  /// it is free.
  private static func longest(_ blocks: PanelBlocks, threads: Int) -> Int {
    var busy = [Int](repeating: 0, count: threads)
    for task in 0..<blocks.count {
      let free = busy.indices.min { busy[$0] < busy[$1] } ?? 0
      busy[free] += blocks[task].rows.count * blocks[task].columns.count
    }
    return busy.max() ?? 0
  }

  /// MobileNet's products at 14x14 and 7x7 among them, whose panels two threads cannot halve in blocks
  /// of two.
  @Test(arguments: [49, 196, 784], [2, 3, 4])
  func `All elements have a block, and no thread works much longer than the others`(
    rows: Int, threads: Int
  ) {
    for columns in [32, 96, 160, 192, 320, 384, 576, 960, 1000, 1024, 1280, 2048] {
      let blocks = PanelBlocks(
        rows: rows, columns: columns, panelWidth: 64, line: nil, threads: threads)
      Self.requireWhole(blocks.rows, rows)
      Self.requireWhole(blocks.columns, columns)
      let even = Double(rows * columns) / Double(threads)
      let longest = Double(Self.longest(blocks, threads: threads))
      let sizes = (0..<blocks.count).map { blocks[$0].rows.count * blocks[$0].columns.count }
      // The largest block is what one thread may work longer.
      #expect(longest <= even + Double(sizes.max() ?? 0))
      if threads == 2 && columns.isMultiple(of: 64) {
        #expect(longest <= 1.1 * even, "\(rows)x\(columns)")
      }
    }
  }

  private static func requireWhole(_ ranges: [Range<Int>], _ count: Int) {
    #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == count)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
  }

  @Test func `One thread takes all at once`() {
    let blocks = PanelBlocks(
      rows: 100, columns: 640, panelWidth: 64, line: 10, threads: 1)
    #expect(blocks.count == 1 && blocks[0] == (0..<100, 0..<640))
  }
}
