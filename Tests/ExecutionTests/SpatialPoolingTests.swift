import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// Poolings over one to three axes, with windows of any kind.
@Suite(.serialized) struct SpatialPoolingTests {
  static let poolings = (0..<60).map { index in
    var draws = Draws("pooling \(index)")
    let axes = 1 + index % 3
    var (sizes, windows) = ([Int](), [Window]())
    for _ in 0..<axes {
      let kernel = draws.draw(1...(axes == 3 ? 2 : 4))
      let window = draws.window(
        kernel: kernel, most: kernel / 2, rounding: draws.draw(0...1) == 0 ? .down : .up)
      windows.append(window)
      sizes.append(max(window.extent, 3) + draws.draw(0...(axes == 3 ? 2 : 5)))
    }
    let function = PoolFunction.all[index / 3 % 3]
    let channels = draws.draw(2...19)
    let countsPadding = draws.draw(0...1) == 0
    return SpatialCase(
      function: Pooling(function, windows: windows, countsPadding: countsPadding),
      sizes: sizes, inputs: channels, outputs: channels,
      testDescription: "\(function.kind) \(channels) \(sizes) \(windows) \(countsPadding)")
  }

  /// What a pooling makes of the elements of a window; a mean divides by `count`.
  private func value(_ function: PoolFunction, _ elements: [Double], count: Int) -> Double {
    switch function {
    case .maximum: elements.max() ?? -.infinity
    case .average: elements.isEmpty ? 0 : elements.reduce(0, +) / Double(count)
    default: elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  @Test(arguments: poolings)
  func `A pooling makes one element of each window`(one: SpatialCase<Pooling>) throws {
    let pooling = one.function
    let walk = PlainWindows(pooling.windows, over: one.sizes)
    let windows = zip(walk.meetings, walk.paddedCounts).map { meetings, padded in
      (meetings.map(\.element), pooling.countsPadding ? padded : meetings.count)
    }
    try one.check(products: .whole) { x, _ in
      (0..<one.batch * one.outputs).flatMap { plane in
        windows.map { elements, count in
          value(pooling.function, elements.map { x[plane * walk.area + $0] }, count: count)
        }
      }
    }
  }

  static let global = (0..<12).map { index in
    var draws = Draws("global \(index)")
    let axes = 1 + index % 3
    // The last ones have more pixels than a byte can number.
    let sizes =
      index < 9
      ? (0..<axes).map { _ in draws.draw(1...4) } : [[259], [20, 13], [7, 4, 10]][index - 9]
    let function = PoolFunction.all[index < 9 ? index / 3 : 0]
    let channels = draws.draw(2...19)
    return SpatialCase(
      function: GlobalPooling(function, axes: axes), sizes: sizes, inputs: channels,
      outputs: channels, testDescription: "\(function.globalKind) \(channels) \(sizes)")
  }

  @Test(arguments: global)
  func `A global pooling makes one element of all positions`(one: SpatialCase<GlobalPooling>) throws
  {
    let pooling = one.function
    let area = one.sizes.reduce(1, *)
    try one.check(products: .whole) { x, _ in
      (0..<one.batch * one.outputs).map { plane in
        value(pooling.function, Array(x[plane * area..<(plane + 1) * area]), count: area)
      }
    }
  }

  /// The last window begins at the last element and extends beyond the padding after it, by an
  /// element that never counts.
  @Test func `Means at borders are those of PyTorch`() throws {
    let window = Window(3, stride: 2, padding: .fixed(before: 1, after: 1), rounding: .up)
    // F.avg_pool2d(torch.arange(1., 7.).view(1, 1, 1, 6), (1, 3), (1, 2), (0, 1), True, …)
    for (countsPadding, means) in [(true, [1, 3, 5, 3]), (false, [1.5, 3, 5, 6])] {
      let network = Network("test", inputChannels: 1) { net, x in
        let pooling = Pooling(
          .average, windows: [Window(1), window], countsPadding: countsPadding)
        return [net.layer("pool", pooling)(x)]
      }
      let options = PlanOptions(batch: 1, height: 1, width: 6, purpose: .inference)
      let session = try Session(ExecutionPlan(network, options))
      session.setInput(0, [1, 2, 3, 4, 5, 6])
      session.forward()
      #expect(session.outputs[0] == means.map { Float($0) })
    }
  }

  @Test(arguments: [2, 300])
  func `A window of padding alone has no maximum`(kernel: Int) throws {
    let window = Window(
      kernel, stride: kernel, padding: .fixed(before: kernel, after: 0))
    let network = Network("test", inputChannels: 2) { net, x in
      let y = net.layer("pool", Pooling(.maximum, windows: [Window(1), window]))(x)
      let curved = net.layer("curve", Activation(.tanh))(y)
      return [net.layer("mean", GlobalPooling.average)(curved).reshaped(to: .vector)]
    }
    let options = PlanOptions(
      batch: 1, height: 1, width: kernel, purpose: .training, wantsInputGradient: true)
    let session = try Session(ExecutionPlan(network, options))
    session.setInput(0, (0..<2 * kernel).map { Float($0) / Float(2 * kernel) })
    session.forward()
    for (channel, mean) in session.logits.enumerated() {
      let largest = Double((channel + 1) * kernel - 1) / Double(2 * kernel)
      let expected = (-1 + 1 - 2 / (exponential(2 * largest) + 1)) / 2
      #expect(abs(Double(mean) - expected) < 1e-6)
    }
    _ = session.loss(labels: [1])
    session.backward()
    let touched = session.inputGradient.indices.filter { session.inputGradient[$0] != 0 }
    #expect(touched == [kernel - 1, 2 * kernel - 1])
  }
}
