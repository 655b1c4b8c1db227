import RLANetworks
import RLASymbolic
import Testing

/// Operators that move elements or view them differently.
@Suite(.serialized) struct MovementTests {
  @Test func `Elements of a reshaped tensor keep their row-major order`() throws {
    for (sizes, target) in [
      ([2, 3, 4], [6, 4]), ([2, 3, 4, 5], [2, 60]), ([4, 6], [2, 2, 3, 2]),
    ] {
      try OperatorCheck(
        function: Reshape(to: target.map { .size(Dim($0)) }), inputs: [.distinct(sizes)]
      ) { inputs, _ in [ReferenceTensor(target, inputs[0].values)] }.run()
    }
  }

  @Test func `A transposed tensor has its axes in another order`() throws {
    for axes in [[2, 0, 1], [0, 2, 1], [2, 1, 0]] {
      try OperatorCheck(function: Transpose(axes), inputs: [.distinct([2, 3, 4])]) { inputs, _ in
        [inputs[0].permuted(axes)]
      }.run()
    }
  }

  @Test(arguments: [0, 1, 2, -1])
  func `A slice steps along its axis, forwards and backwards`(axis: Int) throws {
    for (start, step) in [(1, 1), (0, 2), (3, -1)] {
      let count = step == 2 ? 2 : 3
      let place = axis < 0 ? axis + 3 : axis
      try OperatorCheck(
        function: Slice(axis: axis, start: Dim(start), count: Dim(count), step: step),
        inputs: [.distinct([4, 5, 4])]
      ) { inputs, _ in
        var sizes = inputs[0].sizes
        sizes[place] = count
        return [
          ReferenceTensor(sizes) { position in
            var source = position
            source[place] = start + step * position[place]
            return inputs[0][source]
          }
        ]
      }.run()
    }
  }

  @Test(arguments: [0, 1, 2, -1])
  func `Tensors are joined along any axis`(axis: Int) throws {
    let place = axis < 0 ? axis + 3 : axis
    var sizes = [3, 4, 5]
    sizes[place] = 2
    try OperatorCheck(
      function: Concatenation(axis: axis),
      inputs: [.distinct([3, 4, 5]), .distinct(sizes, seed: 1)]
    ) { inputs, _ in
      let first = inputs[0].sizes[place]
      var sizes = inputs[0].sizes
      sizes[place] += inputs[1].sizes[place]
      return [
        ReferenceTensor(sizes) { position in
          if position[place] < first { return inputs[0][position] }
          var source = position
          source[place] -= first
          return inputs[1][source]
        }
      ]
    }.run()
  }
}
