import Foundation
import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Norms without weights: of slices, of axes, of neighboring channels.
@Suite(.serialized) struct SliceNormTests {
  @Test(arguments: LpNormalization.Norm.allCases, [0, 1, -1])
  func `Slices are divided by their norm`(norm: LpNormalization.Norm, axis: Int) throws {
    let sizes = [3, 4, 5]
    let place = axis < 0 ? axis + 3 : axis
    try OperatorCheck(
      function: LpNormalization(norm, axis: axis), inputs: [.distinct(sizes)]
    ) { inputs, _ in
      [
        ReferenceTensor(sizes) { position in
          let slice = (0..<sizes[place]).map { step in
            var source = position
            source[place] = step
            return inputs[0][source]
          }
          let length =
            norm == .euclidean
            ? slice.reduce(0) { $0 + $1 * $1 }.squareRoot() : slice.reduce(0) { $0 + abs($1) }
          return inputs[0][position] / length
        }
      ]
    }.run()
  }

  @Test func `A slice of zeros stays`() throws {
    try OperatorCheck(
      function: LpNormalization(), inputs: [ReferenceTensor([1, 3], [0, 0, 0])],
      differentiable: []
    ) { _, _ in [ReferenceTensor([1, 3], [0, 0, 0])] }.run()
  }

  @Test(arguments: [[0, 2, 3], [1], [-1, 1], [0, 1, 2, 3]])
  func `Mean and variance over any axes`(axes: [Int]) throws {
    let sizes = [2, 3, 4, 2]
    let reduced = axes.map { $0 < 0 ? $0 + 4 : $0 }
    try OperatorCheck(
      function: MeanVarianceNormalization(over: axes), inputs: [.distinct(sizes)],
      tolerance: 1e-4
    ) { inputs, _ in
      [
        ReferenceTensor(sizes) { position in
          let group = ReferenceTensor.positions(sizes).filter { other in
            (0..<4).allSatisfy { reduced.contains($0) || other[$0] == position[$0] }
          }.map { inputs[0][$0] }
          let mean = group.reduce(0, +) / Double(group.count)
          let variance =
            group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count)
          return (inputs[0][position] - mean) / variance.squareRoot()
        }
      ]
    }.run()
  }

  @Test(arguments: [1, 2, 3, 5])
  func `Channels are divided by a power of their neighborhood`(size: Int) throws {
    let sizes = [2, 6, 3, 2]
    try OperatorCheck(
      function: LocalResponseNormalization(size: size, alpha: 0.5, beta: 0.7, offset: 1.5),
      inputs: [.distinct(sizes)]
    ) { inputs, _ in
      [
        ReferenceTensor(sizes) { position in
          let first = position[1] - (size - 1) / 2
          let squares = (first..<first + size).filter { (0..<6).contains($0) }.map { channel in
            var source = position
            source[1] = channel
            return inputs[0][source] * inputs[0][source]
          }
          let sum = 1.5 + 0.5 / Double(size) * squares.reduce(0, +)
          return inputs[0][position] / pow(sum, 0.7)
        }
      ]
    }.run()
  }
}
