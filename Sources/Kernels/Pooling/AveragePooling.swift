import CRLAVectors

/// The mean of each window: sums by a depthwise convolution with a constant filter, divided by the
/// number of elements that count.
///
/// x: N×spatial×C; y: N×spatial'×C. A window in which no element counts gives 0, as `avg_pool2d` of
/// PyTorch 2.13 does.
package struct AveragePooling: Sendable {
  private let sums: WindowSums
  /// By window of an image, the factor of its sum; nil where all are equal.
  private let factors: [Float]?

  /// - Parameters:
  ///   - geometry: How the window slides.
  ///   - batch: Images of the batch.
  ///   - channels: Channels of the input and of the result.
  ///   - counted: By axis, depth first: the positions that count as elements; those in the padding
  ///     are negative or past the end of the input.
  package init(_ geometry: ConvolutionGeometry, batch: Int, channels: Int, counted: [Range<Int>]) {
    let axes = [geometry.depth, geometry.vertical, geometry.horizontal]
    precondition(counted.count == axes.count, "There are three axes.")
    let counts = zip(axes, counted).map { axis, places in axis.counts(in: places) }
    let isUniform = zip(axes, counts).allSatisfy { axis, counts in
      counts.allSatisfy { $0 == axis.kernel }
    }
    factors = isUniform ? nil : Self.factors(counts)
    sums = WindowSums(
      geometry, batch: batch, channels: channels,
      weight: isUniform ? 1 / Float(geometry.taps) : 1)
  }

  private static func factors(_ counts: [[Int]]) -> [Float] {
    counts[0].flatMap { planes in
      counts[1].flatMap { lines in
        counts[2].map { pixels in
          let count = planes * lines * pixels
          return count == 0 ? 0 : 1 / Float(count)
        }
      }
    }
  }

  /// Scratch values of the forward pass and, where it trains, of the backward pass.
  package func scratch(trains: Bool) -> Int {
    sums.filterCount + (trains && factors != nil ? sums.resultCount : 0)
  }

  package func forward(
    _ x: FeatureMap, to y: FeatureMap, workspace: Workspace, on pool: WorkerPool
  ) {
    sums.forward(x, to: y, workspace: workspace, on: pool)
    if let factors { scale(y, by: factors, to: y, on: pool) }
  }

  /// `dx (+)=` each pixel's share of the gradients of the windows that cover it.
  package func backward(
    _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool, workspace: Workspace,
    on pool: WorkerPool
  ) {
    var workspace = workspace
    var shares = dy
    if let factors {
      shares = FeatureMap(workspace.take(sums.resultCount), like: dy)
      scale(dy, by: factors, to: shares, on: pool)
    }
    sums.backward(shares, to: dx, accumulating: accumulating, workspace: workspace, on: pool)
  }

  private func scale(
    _ x: FeatureMap, by factors: [Float], to y: FeatureMap, on pool: WorkerPool
  ) {
    pool.split(x.rows, grain: max(1, 8192 / max(1, x.channels))) { rows, _ in
      for row in rows {
        vec_affine(
          1, x.channels, x.map(from: row), factors[row % x.area], 0, y.map(from: row), 0)
      }
    }
  }
}

/// The sum over each window, times one weight.
struct WindowSums: Sendable {
  private let kernel: DepthwiseConvolution
  private let weight: Float

  init(_ geometry: ConvolutionGeometry, batch: Int, channels: Int, weight: Float = 1) {
    kernel = DepthwiseConvolution(geometry, batch: batch, channels: channels)
    self.weight = weight
  }

  var filterCount: Int { kernel.geometry.taps * kernel.channels }

  /// Values of the result.
  var resultCount: Int {
    let geometry = kernel.geometry
    return kernel.batch * geometry.outputLines * geometry.horizontal.output * kernel.channels
  }

  private func filter(_ workspace: inout Workspace) -> Filter {
    let filter = workspace.take(filterCount)
    filter.update(repeating: weight, count: filterCount)
    return Filter(filter, panelWidth: .max)
  }

  func forward(_ x: FeatureMap, to y: FeatureMap, workspace: Workspace, on pool: WorkerPool) {
    var workspace = workspace
    let filter = filter(&workspace)
    kernel.forward(
      [x], filter: filter, to: y, epilogue: .none, workspace: workspace, on: pool)
  }

  func backward(
    _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool, workspace: Workspace,
    on pool: WorkerPool
  ) {
    var workspace = workspace
    let filter = filter(&workspace)
    kernel.backwardInput(
      dy, filter: filter, to: [dx], accumulating: [accumulating], workspace: workspace, on: pool)
  }
}

extension ConvolutionGeometry.Axis {
  /// By output position, how many taps are at the given positions.
  fileprivate func counts(in places: Range<Int>) -> [Int] {
    (0..<output).map { position in
      (0..<kernel).count { places.contains(position * stride + $0 * dilation - padding) }
    }
  }
}

extension FeatureMap {
  /// A map of the same size without gaps between the pixels.
  init(_ base: UnsafeMutablePointer<Float>, like map: FeatureMap) {
    self.init(
      base, batch: map.batch, depth: map.depth, height: map.height, width: map.width,
      channels: map.channels)
  }
}
