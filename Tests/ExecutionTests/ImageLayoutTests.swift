import Foundation
import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Grids, blocks and caches against loops over all elements.
@Suite(.serialized) struct ImageLayoutTests {
  @Test(arguments: [false, true], [[4, 3], [1, 5], [3, 2, 4]])
  func `Affine maps move the positions of a map`(aligns: Bool, spatial: [Int]) throws {
    let (axes, count) = (spatial.count, 2)
    func position(_ place: Int, of size: Int) -> Double {
      if aligns { return size == 1 ? 0 : 2 * Double(place) / Double(size - 1) - 1 }
      return (2 * Double(place) + 1) / Double(size) - 1
    }
    try OperatorCheck(
      function: AffineGrid(alignsCorners: aligns),
      inputs: [.distinct([count, axes, axes + 1])],
      known: [.known([Dim(count), 3] + spatial.map { Dim($0) })]
    ) { inputs, _ in
      [
        ReferenceTensor([count] + spatial + [axes]) { place in
          let row = [place[0], place[axes + 1]]
          // The last axis of the map is x.
          return (0..<axes).reduce(inputs[0][row + [axes]]) { sum, axis in
            let from = axes - axis
            return sum + inputs[0][row + [axis]] * position(place[from], of: spatial[from - 1])
          }
        }
      ]
    }.run()
  }

  @Test(arguments: [[9, 2], [3, 6], [4, 4], [5, 7]])
  func `Axes are cut and filled around their centers`(wanted: [Int]) throws {
    let sizes = [2, 4, 3, 4]
    try OperatorCheck(
      function: CenterCropPad(axes: [1, -1]), inputs: [.distinct(sizes)],
      known: [.known(wanted.map { Dim($0) })]
    ) { inputs, _ in
      [
        ReferenceTensor([2, wanted[0], 3, wanted[1]]) { place in
          var source = place
          for (axis, size) in [(1, wanted[0]), (3, wanted[1])] {
            let margin = abs(size - 4) / 2
            source[axis] += size > 4 ? -margin : margin
            if !(0..<4).contains(source[axis]) { return 0 }
          }
          return inputs[0][source]
        }
      ]
    }.run()
  }

  private struct Fold {
    var image: [Int]
    var block: [Int]
    var steps: [ColumnsToImage.Step]?

    func count(_ axis: Int) -> Int {
      let step = steps?[axis] ?? .init()
      let span = step.dilation * (block[axis] - 1) + 1
      return (image[axis] + step.before + step.after - span) / step.stride + 1
    }
  }

  @Test func `Blocks are added up where they overlap`() throws {
    let folds = [
      Fold(image: [4, 5], block: [2, 2]),
      Fold(
        image: [5, 6], block: [3, 2],
        steps: [.init(stride: 2, before: 1, after: 1), .init(dilation: 3, before: 2)]),
      Fold(image: [7], block: [3], steps: [.init(stride: 3, before: 1, after: 2)]),
      Fold(image: [3, 2, 3], block: [2, 1, 2]),
    ]
    for fold in folds {
      let axes = Array(fold.image.indices)
      let counts = axes.map(fold.count)
      let (taps, blocks) = (fold.block.reduce(1, *), counts.reduce(1, *))
      try OperatorCheck(
        function: ColumnsToImage(fold.steps), inputs: [.distinct([2, 3 * taps, blocks])],
        known: [.known(fold.image.map { Dim($0) }), .known(fold.block.map { Dim($0) })]
      ) { inputs, _ in
        var result = ReferenceTensor([2, 3] + fold.image) { _ in 0 }
        for (tap, inBlock) in ReferenceTensor.positions(fold.block).enumerated() {
          for (number, start) in ReferenceTensor.positions(counts).enumerated() {
            let place = axes.map { axis in
              let step = fold.steps?[axis] ?? .init()
              return start[axis] * step.stride + inBlock[axis] * step.dilation - step.before
            }
            guard zip(place, fold.image).allSatisfy({ (0..<$1).contains($0) }) else { continue }
            for outer in ReferenceTensor.positions([2, 3]) {
              result[outer + place] += inputs[0][[outer[0], outer[1] * taps + tap, number]]
            }
          }
        }
        return [result]
      }.run()
    }
  }

  @Test(arguments: [false, true])
  func `A part is written to the cache of its sample`(isCircular: Bool) throws {
    let starts = isCircular ? [4.0, 1] : [3.0, 0]
    for (type, given) in [(ElementType.int64, true), (.int32, true), (.int64, false)] {
      let places = ReferenceTensor([2], starts, type: type)
      try OperatorCheck(
        function: TensorScatter(axis: 2, circular: isCircular),
        inputs: [.distinct([2, 3, 5, 2]), .distinct([2, 3, 2, 2], seed: 1)]
          + (given ? [places] : [])
      ) { inputs, _ in
        var result = inputs[0]
        for place in inputs[1].positions {
          var target = place
          target[2] += given ? Int(starts[place[0]]) : 0
          if isCircular { target[2] %= 5 }
          result[target] = inputs[1][place]
        }
        return [result]
      }.run()
    }
  }

  @Test(arguments: [0.0, 7.5])
  func `A region is resampled, and what lies outside has its own number`(outside: Double) throws {
    let (size, ends) = ([6, 5], [-0.5, 0.25, 1, 0.75])
    for wanted in [[4, 3], [9, 1]] {
      let region = Fact(.float32, [4], numbers: ends)
      try OperatorCheck(
        function: Resize(
          .sizes(wanted.map { Dim($0) }), .linear, .region, axes: [1, 2], outside: outside),
        inputs: [.distinct([2] + size)], known: [region]
      ) { inputs, _ in
        func source(_ axis: Int, _ place: Int) -> Double {
          let (start, end, last) = (ends[axis], ends[axis + 2], Double(size[axis] - 1))
          if wanted[axis] == 1 { return (start + end) / 2 * last }
          return (start + (end - start) * Double(place) / Double(wanted[axis] - 1)) * last
        }
        return [
          ReferenceTensor([2] + wanted) { place in
            let (row, column) = (source(0, place[1]), source(1, place[2]))
            guard (0...5).contains(row), (0...4).contains(column) else { return outside }
            return (0..<6).reduce(0) { sum, y in
              (0..<5).reduce(sum) { sum, x in
                let weight =
                  max(0, 1 - abs(row - Double(y))) * max(0, 1 - abs(column - Double(x)))
                return weight == 0 ? sum : sum + weight * inputs[0][[place[0], y, x]]
              }
            }
          }
        ]
      }.run()
    }
  }
}
