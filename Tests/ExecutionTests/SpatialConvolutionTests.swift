import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// Convolutions and transposed ones over one to three axes, with windows of any kind.
@Suite(.serialized) struct SpatialConvolutionTests {
  /// Sizes, windows, groups and channels of a case, from a fixed sequence.
  private struct Plan {
    var sizes: [Int] = []
    var windows: [Window] = []
    let groups: Int
    let inputs: Int
    let outputs: Int
    /// Fewer than threads, or as many.
    let batch: Int

    /// Every third case filters each channel by itself.
    init(_ name: String, _ index: Int, largest: Int) {
      var draws = Draws("\(name) \(index)")
      let axes = 1 + index % 3
      for _ in 0..<axes {
        let kernel = draws.draw(1...(axes == 3 ? 2 : 3))
        let window = draws.window(kernel: kernel, most: kernel)
        windows.append(window)
        sizes.append(
          max(window.extent, 2) + draws.draw(0...(axes == 3 ? largest / 3 : largest)))
      }
      batch = draws.draw(1...2)
      groups = draws.draw(1...3)
      let isDepthwise = index / 3 % 3 == 2 && groups > 1
      inputs = isDepthwise ? groups : groups * draws.draw(1...3)
      outputs = isDepthwise ? groups : groups * draws.draw(1...3)
    }

    var title: String { "\(inputs)->\(outputs) g\(groups) \(batch)x\(sizes) \(windows)" }
  }

  static let convolutions = (0..<45).map { index in
    let plan = Plan("convolution", index, largest: 6)
    return SpatialCase(
      function: Convolution(
        Dim(plan.inputs), Dim(plan.outputs), windows: plan.windows, groups: Dim(plan.groups),
        bias: true),
      sizes: plan.sizes, inputs: plan.inputs, outputs: plan.outputs, testDescription: plan.title,
      batch: plan.batch)
  }

  @Test(arguments: convolutions, [ProductStyle.whole, .small])
  func `A convolution is the sum over its windows`(
    one: SpatialCase<Convolution>, products: ProductStyle
  ) throws {
    let layer = one.function
    let walk = PlainWindows(layer.windows, over: one.sizes)
    let (meetings, groups) = (walk.meetings, try #require(layer.groups.value))
    let (inputs, outputs) = (one.inputs / groups, one.outputs / groups)
    try one.check(products: products) { x, weights in
      (0..<one.batch * one.outputs).flatMap { plane in
        let (image, output) = plane.quotientAndRemainder(dividingBy: one.outputs)
        return meetings.map { meetings in
          meetings.reduce(weights[1][output]) { sum, meeting in
            (0..<inputs).reduce(sum) { sum, input in
              let source = image * one.inputs + output / outputs * inputs + input
              return sum + x[source * walk.area + meeting.element]
                * weights[0][(output * inputs + input) * walk.taps + meeting.tap]
            }
          }
        }
      }
    }
  }

  static let transposed = (0..<45).map { index in
    let plan = Plan("transposed", index, largest: 3)
    var draws = Draws("spare \(index)")
    let spare = plan.windows.map { draws.draw(0...($0.stride - 1)) }
    return SpatialCase(
      function: TransposedConvolution(
        Dim(plan.inputs), Dim(plan.outputs), windows: plan.windows, outputPadding: spare,
        groups: Dim(plan.groups), bias: true),
      sizes: plan.sizes, inputs: plan.inputs, outputs: plan.outputs, testDescription: plan.title,
      batch: plan.batch)
  }

  /// Every element of the input adds its kernel where that overlaps the result.
  @Test(arguments: transposed, [ProductStyle.whole, .small])
  func `A transposed convolution adds weighted kernels`(
    one: SpatialCase<TransposedConvolution>, products: ProductStyle
  ) throws {
    let layer = one.function
    let open = zip(layer.windows, one.sizes).map { $0.inputSize(of: Dim($1)).value ?? 0 }
    let walk = PlainWindows(
      layer.windows, over: zip(open, layer.outputPadding).map { $0 + $1 }, positions: one.sizes,
      padding: zip(layer.windows, open).map { $0.padding(of: $1).before })
    let (meetings, groups) = (walk.meetings, try #require(layer.groups.value))
    let (inputs, outputs) = (one.inputs / groups, one.outputs / groups)
    try one.check(products: products) { x, weights in
      (0..<one.batch * one.outputs).flatMap { plane in
        let (image, output) = plane.quotientAndRemainder(dividingBy: one.outputs)
        var y = [Double](repeating: weights[1][output], count: walk.area)
        for input in 0..<inputs {
          let channel = output / outputs * inputs + input
          let filter = (channel * outputs + output % outputs) * walk.taps
          for (position, meetings) in meetings.enumerated() {
            let value = x[(image * one.inputs + channel) * walk.count + position]
            for (tap, element) in meetings { y[element] += value * weights[0][filter + tap] }
          }
        }
        return y
      }
    }
  }
}
