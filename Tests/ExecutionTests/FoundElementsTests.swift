import RLAKernels
import Testing

/// What is searched for in tensors.
@Suite struct FoundElementsTests {
  private func view<Element, Result>(
    _ elements: [Element], _ sizes: [Int], _ body: (TensorView) -> Result
  ) -> Result {
    var elements = elements
    return elements.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { preconditionFailure("No element.") }
      return body(TensorView(base, sizes: sizes, strides: TensorView.rowMajorStrides(sizes)))
    }
  }

  @Test func `Different rows ascend or stay in their order`() {
    let rows = [[2, 1], [0, 5], [2, 1], [0, 4]]
    func precedes(_ one: Int, _ other: Int) -> Bool {
      rows[one].lexicographicallyPrecedes(rows[other])
    }
    func lists(sorted: Bool) -> [[Int32]] {
      let scratch = UnsafeMutablePointer<Float>.allocate(capacity: DistinctSlices.scratch(rows: 4))
      defer { scratch.deallocate() }
      let slices = DistinctSlices(4, sorted: sorted, scratch: scratch, precedes)
      return [(slices.firsts, slices.count), (slices.places, 4), (slices.counts, slices.count)]
        .map { Array(UnsafeBufferPointer(start: $0, count: $1)) }
    }
    #expect(lists(sorted: true) == [[3, 1, 0], [2, 1, 2, 0], [1, 1, 2]])
    #expect(lists(sorted: false) == [[0, 1, 3], [0, 1, 0, 2], [2, 1, 1]])
  }

  @Test func `Many equal and different rows are sorted where they are`() {
    let count = 1000
    let rows = (0..<count).map { ($0 * 7919) % 251 }
    let scratch = UnsafeMutablePointer<Float>.allocate(
      capacity: DistinctSlices.scratch(rows: count))
    defer { scratch.deallocate() }
    let slices = DistinctSlices(count, sorted: true, scratch: scratch) { rows[$0] < rows[$1] }
    #expect(slices.count == 251)
    for place in 0..<slices.count {
      #expect(rows[Int(slices.firsts[place])] == place)
      #expect(slices.firsts[place] == Int32(rows.firstIndex(of: place) ?? -1))
      #expect(slices.counts[place] == Int32(rows.count { $0 == place }))
    }
    for row in 0..<count { #expect(slices.places[row] == Int32(rows[row])) }
  }

  @Test func `Positions beyond the room are counted and not written`() {
    let elements: [Float] = [0, 2, 0, 3, 4, 0]
    var positions = [Int64](repeating: -1, count: 4)
    let count = view(elements, [2, 3]) { x in
      positions.withUnsafeMutableBytes { bytes -> Int in
        guard let base = bytes.baseAddress else { return 0 }
        let target = TensorView(base, sizes: [2, 2], strides: [2, 1])
        let numbers = x.elements(of: Float.self)
        return FoundElements.nonzero(x, isZero: { numbers[$0] == 0 }, to: target)
      }
    }
    #expect(count == 3 && positions == [0, 1, 1, 0])
  }

  /// Image, class and number of each box that stays.
  private func kept(
    _ suppression: BoxSuppression, _ boxes: TensorView, _ scores: TensorView
  ) -> [[Int]] {
    let scratch = UnsafeMutablePointer<Float>.allocate(
      capacity: BoxSuppression.scratch(boxes: boxes.sizes[1]))
    defer { scratch.deallocate() }
    var kept: [[Int]] = []
    let count = suppression.run(boxes, scores, scratch: scratch) { kept.append([$0, $1, $2]) }
    #expect(count == kept.count)
    return kept
  }

  @Test func `Boxes that overlap a better one are left out, also those given by their centers`() {
    let corners: [Float] = [0, 0, 2, 2, 0, 0.1, 2, 2.1, 5, 5, 6, 6]
    let centers: [Float] = [1, 1, 2, 2, 1.1, 1, 2, 2, 5.5, 5.5, 1, 1]
    let scores: [Float] = [0.8, 0.9, 0.3]
    for (boxes, hasCenters) in [(corners, false), (centers, true)] {
      let kept = view(boxes, [1, 3, 4]) { boxes in
        view(scores, [1, 1, 3]) { scores in
          self.kept(
            BoxSuppression(hasCenters: hasCenters, most: 5, overlap: 0.5, threshold: nil), boxes,
            scores)
        }
      }
      #expect(kept == [[0, 0, 1], [0, 0, 2]])
    }
    let few = view(corners, [1, 3, 4]) { boxes in
      view(scores, [1, 1, 3]) { scores in
        self.kept(
          BoxSuppression(hasCenters: false, most: 5, overlap: 1, threshold: 0.5), boxes, scores)
      }
    }
    #expect(few == [[0, 0, 1], [0, 0, 0]])
  }

  @Test func `Random numbers follow from the seed and have the moments of their distribution`() {
    let fill = RandomFill(seed: 7)
    let count = 20_000
    let normal = (0..<count).map { fill.normal($0) }
    let mean = normal.reduce(0, +) / Double(count)
    let spread = normal.reduce(0) { $0 + $1 * $1 } / Double(count)
    #expect(abs(mean) < 0.03 && abs(spread - 1) < 0.05)
    let units = (0..<count).map { fill.unit($0) }
    #expect(units.allSatisfy { (0..<1).contains($0) })
    #expect(abs(units.reduce(0, +) / Double(count) - 0.5) < 0.01)
    #expect(RandomFill(seed: 7).unit(3) == units[3] && RandomFill(seed: 8).unit(3) != units[3])
  }
}
