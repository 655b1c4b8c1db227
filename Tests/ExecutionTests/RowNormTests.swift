import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// Norms of slices over the last axes.
@Suite(.serialized) struct RowNormTests {
  private func check(
    _ function: some Operator, _ x: ReferenceTensor, axes: Int, epsilon: Double, centers: Bool
  ) throws {
    let outer = x.rank - axes
    try OperatorCheck(function: function, inputs: [x]) { inputs, weights in
      [
        inputs[0].normalized(epsilon: epsilon, centers: centers) { Array($0.prefix(outer)) }
          .scaled(by: weights["weight"], shifted: weights["bias"]) { Array($0.dropFirst(outer)) }
      ]
    }.run()
  }

  private static let cases: [(sizes: [Int], axes: Int)] = [
    ([5], 1), ([4, 7], 1), ([2, 3, 17], 1), ([2, 3, 2, 6], 1), ([4, 7], 2), ([2, 3, 5], 2),
    ([2, 3, 2, 5], 3), ([2, 1, 2, 2, 8], 2), ([1, 32], 1), ([3, 1, 4], 3),
  ]

  @Test(arguments: cases)
  func `Layer norms over any number of axes`(sizes: [Int], axes: Int) throws {
    let shape = Shape(sizes.suffix(axes).map { Dim($0) })
    for (affine, bias) in [(true, true), (true, false), (false, false)] {
      try check(
        LayerNormalization(shape, epsilon: 1e-3, affine: affine, bias: bias), .distinct(sizes),
        axes: axes, epsilon: 1e-3, centers: true)
    }
  }

  @Test(arguments: cases)
  func `Root mean square norms over any number of axes`(sizes: [Int], axes: Int) throws {
    let shape = Shape(sizes.suffix(axes).map { Dim($0) })
    for affine in [true, false] {
      try check(
        RMSNormalization(shape, epsilon: 1e-3, affine: affine), .distinct(sizes), axes: axes,
        epsilon: 1e-3, centers: false)
    }
  }

  @Test func `A mean far from zero costs no accuracy`() throws {
    let x = ReferenceTensor.distinct([3, 2, 23]).offset(by: 1000)
    try check(LayerNormalization([23]), x, axes: 1, epsilon: 1e-5, centers: true)
    try check(LayerNormalization([2, 23]), x, axes: 2, epsilon: 1e-5, centers: true)
    try check(RMSNormalization([23]), x, axes: 1, epsilon: 0x1p-23, centers: false)
  }

  @Test func `A frozen layer norm passes gradients on and gets none`() throws {
    let x = ReferenceTensor.distinct([4, 9])
    try OperatorCheck(
      function: LayerNormalization([9]), inputs: [x], purposes: [.training], isFrozen: true
    ) { inputs, weights in
      [
        inputs[0].normalized(epsilon: 1e-5) { [$0[0]] }
          .scaled(by: weights["weight"], shifted: weights["bias"]) { [$0[1]] }
      ]
    }.run()
  }

  /// Gradients of one layer add up over its applications.
  @Test func `A shared layer norm`() throws {
    let network = Network("shared", inputs: [Input("x", .float([3, 5]), batchAxis: nil)]) {
      net, values in
      let norm = net.layer("norm", LayerNormalization([5]))
      return [("y", norm(norm(values[0])))]
    }
    let options = PlanOptions(
      batch: 1, height: 1, width: 1, purpose: .training, wantsInputGradient: true)
    let session = try Session(
      ExecutionPlan(network, inputs: network.inputs.map(\.fact), options))
    let x = ReferenceTensor.distinct([3, 5])
    session.setInput(0, x.values.map { Float($0) })
    session.forward()
    session.backward(from: (0..<15).map { Float($0 % 4) - 1 })
    let index = try #require(session.parameters.index(of: "norm.weight"))
    let shift = try #require(session.parameters.index(of: "norm.bias"))
    let bias = ReferenceTensor([5], session.parameters[shift].map(Double.init))
    let weight = ReferenceTensor([5], session.parameters[index].map(Double.init))
    func loss(_ weight: ReferenceTensor) -> Double {
      func norm(_ x: ReferenceTensor) -> ReferenceTensor {
        x.normalized(epsilon: 1e-5) { [$0[0]] }.scaled(by: weight, shifted: bias) { [$0[1]] }
      }
      return norm(norm(x)).values.enumerated().reduce(0) { sum, element in
        sum + element.element * (Double(element.offset % 4) - 1)
      }
    }
    for (place, gradient) in session.parameters.gradient(index).enumerated() {
      var (above, below) = (weight, weight)
      above.values[place] += 1e-5
      below.values[place] -= 1e-5
      let difference = (loss(above) - loss(below)) / 2e-5
      #expect(abs(Double(gradient) - difference) < 1e-4)
    }
  }

  /// So many rows are summed in several parts, by all threads.
  @Test func `Gradients of weights over many rows`() throws {
    let (rows, columns) = (700, 50)
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 3 * rows * columns + 2 * rows)
    defer { memory.deallocate() }
    func map(_ index: Int) -> FeatureMap {
      FeatureMap(
        memory + index * rows * columns, batch: rows, height: 1, width: 1, channels: columns)
    }
    let (x, dy, y) = (map(0), map(1), map(2))
    let formula = SyntheticValues("rows")
    for index in 0..<2 * rows * columns { memory[index] = Float(formula.unit(index)) }
    let kernel = RowNorm(rows: rows, columns: columns, epsilon: 1e-5, centers: true)
    let saved = memory + 3 * rows * columns
    let pool = try WorkerPool(threads: 2)
    kernel.forward(x, scale: nil, shift: nil, to: y, saved: saved, on: pool)
    var (scale, shift) = (
      [Float](repeating: 1, count: columns), [Float](repeating: 2, count: columns)
    )
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: kernel.scratch)
    defer { scratch.deallocate() }
    kernel.backwardWeights(
      x, dy, saved: saved, toScale: &scale, toShift: &shift, accumulating: true,
      workspace: Workspace(scratch, count: kernel.scratch), on: pool)
    for column in 0..<columns {
      var (product, sum) = (1.0, 2.0)
      for row in 0..<rows {
        product += Double(dy.row(row)[column]) * Double(y.row(row)[column])
        sum += Double(dy.row(row)[column])
      }
      #expect(abs(Double(scale[column]) - product) < 1e-5 * max(1, abs(product)))
      #expect(abs(Double(shift[column]) - sum) < 1e-5 * sum)
    }
  }
}
