/// A depthwise convolution with the pointwise one after it, and mostly one before it, some lines at a
/// time: what lies between them stays in the cache of a core and is never stored whole.
///
/// It computes what its members compute one after the other, in the same order of sums.
package struct ConvolutionChain: Sendable {
  /// What a member reads beside its input; sums with other maps are the last one's alone.
  package struct Terms {
    package let filter: Filter
    package let epilogue: Epilogue

    package init(filter: Filter, epilogue: Epilogue) {
      self.filter = filter
      self.epilogue = epilogue
    }
  }

  /// Maps that a run reads.
  private struct Input {
    let parts: [FeatureMap]
    /// Those that the depthwise convolution reads, behind what the first member makes.
    let filtered: [FeatureMap]
  }

  private let expansion: PackedConvolution?
  /// Channels that the first member makes; the depthwise convolution may read other maps behind them.
  private let madeChannels: Int
  private let depthwise: DepthwiseConvolution
  private let projection: PackedConvolution
  private let windows: WindowLines
  private let threads: Int

  /// Values that the cache of a core keeps from one member to the next without help.
  private static let keptCount = 262_144
  /// Values between members that stay in the cache beside weights.
  private static let bandCount = 65_536
  /// Shorter shares of a thread repeat too many lines of the expansion, of which neighbors need the
  /// same.
  private static let leastLines = 12

  /// nil for other kernels than pointwise ones around 3x3 windows, and where it does not pay: where
  /// maps stay in the caches anyway, or weights are so large that few lines should not read them again.
  package init?(
    _ expansion: (any ConvolutionKernel)?, _ depthwise: any ConvolutionKernel,
    _ projection: any ConvolutionKernel, threads: Int
  ) {
    guard let depthwise = depthwise as? DepthwiseConvolution, let windows = depthwise.lines,
      depthwise.geometry.isFlat, depthwise.geometry.vertical.dilation == 1,
      let projection = projection as? PackedConvolution, projection.canBeChained
    else { return nil }
    if let expansion {
      guard let expansion = expansion as? PackedConvolution, expansion.canBeChained else {
        return nil
      }
      self.expansion = expansion
      madeChannels = expansion.product.outputChannels
    } else {
      self.expansion = nil
      madeChannels = 0
    }
    self.depthwise = depthwise
    self.projection = projection
    self.windows = windows
    self.threads = threads
    guard pays else { return nil }
  }

  private var geometry: ConvolutionGeometry { depthwise.geometry }
  private var channels: Int { depthwise.channels }
  /// Lines of the result, counted over the batch.
  private var lineCount: Int { depthwise.batch * geometry.outputLines }

  private var pays: Bool {
    let pixels =
      expansion == nil
      ? geometry.outputLines * geometry.horizontal.output
      : geometry.inputLines * geometry.horizontal.input
    return depthwise.batch * pixels * channels > threads * Self.keptCount
      && lineCount >= threads * Self.leastLines
  }

  package var name: String {
    expansion == nil
      ? "depthwise and product, line by line" : "product, depthwise and product, line by line"
  }

  // MARK: - Memory

  /// Values of a line of what the first member makes, and of the result of the depthwise convolution.
  private var lineCounts: (input: Int, output: Int) {
    let h = geometry.horizontal
    return (h.input * madeChannels, h.output * channels)
  }

  /// Lines of the result that are made together.
  private var bandLines: Int {
    let (input, output) = lineCounts
    let window = (geometry.kernelLines - geometry.vertical.stride) * input
    return max(
      1, (Self.bandCount - window) / (geometry.vertical.stride * input + output))
  }

  /// Lines under the windows of a band; the next band needs the last of them again.
  private var ringLines: Int {
    (bandLines - 1) * geometry.vertical.stride + geometry.kernelLines
  }

  private var threadCount: Int {
    ringLines * lineCounts.input + bandLines * lineCounts.output
  }

  /// Scratch values.
  package var scratch: Int { threads * threadCount }

  // MARK: - Running

  /// - Parameters:
  ///   - parts: The input of the first member.
  ///   - others: What a depthwise convolution that is not the first one reads besides.
  ///   - terms: By member.
  ///   - y: The result of the last one.
  ///   - workspace: At least `scratch` values.
  ///   - pool: As many threads as the chain is for.
  package func run(
    _ parts: [FeatureMap], and others: [FeatureMap] = [], _ terms: [Terms], to y: FeatureMap,
    workspace: Workspace, on pool: WorkerPool
  ) {
    let input = Input(parts: parts, filtered: expansion == nil ? parts : others)
    var workspace = workspace
    let memory = workspace.take(scratch)
    let isLong = lineCount >= 4 * threads * Self.leastLines
    let shares = MatrixBlocks.ranges(of: lineCount, isLong ? 2 * threads : threads, multiple: 1)
    pool.run(shares.count) { task, thread in
      var lines = shares[task]
      while !lines.isEmpty {
        let image = lines.lowerBound / geometry.outputLines
        let end = min(lines.upperBound, (image + 1) * geometry.outputLines)
        let some = (lines.lowerBound..<end).shifted(by: -image * geometry.outputLines)
        run(some, of: image, input, terms, to: y, memory + thread * threadCount)
        lines = end..<lines.upperBound
      }
    }
  }

  /// Some lines of the result of an image.
  private func run(
    _ lines: Range<Int>, of image: Int, _ input: Input, _ terms: [Terms],
    to y: FeatureMap, _ memory: UnsafeMutablePointer<Float>
  ) {
    let band = memory + ringLines * lineCounts.input
    let width = geometry.horizontal.output
    var made = 0..<0
    for some in lines.chunks(of: bandLines) {
      if expansion != nil {
        expand(under: some, of: image, after: &made, input.parts, terms[0], to: memory)
      }
      let result = FeatureMap(
        band, batch: 1, height: some.count, width: width, channels: channels)
      for (index, line) in some.enumerated() {
        filter(
          line, of: image, input.filtered, terms[terms.count - 2],
          to: result.line(index * width..<(index + 1) * width), memory)
      }
      let pixels = (some.lowerBound * width..<some.upperBound * width)
        .shifted(by: image * geometry.outputLines * width)
      let last = terms[terms.count - 1]
      projection.multiply(
        [result], pixels: 0..<pixels.count, filter: last.filter, to: y.line(pixels),
        epilogue: last.epilogue.line(pixels))
    }
  }

  /// Makes the lines under some windows that are not there yet; line i is in place i modulo the number
  /// of places.
  private func expand(
    under lines: Range<Int>, of image: Int, after made: inout Range<Int>, _ parts: [FeatureMap],
    _ terms: Terms, to ring: UnsafeMutablePointer<Float>
  ) {
    let v = geometry.vertical
    let first = max(0, lines.lowerBound * v.stride - v.padding)
    let end = min(v.input, (lines.upperBound - 1) * v.stride - v.padding + v.kernel)
    let width = geometry.horizontal.input
    var next = max(first, made.upperBound)
    while next < end {
      let place = next % ringLines
      let count = min(end - next, ringLines - place)
      let first = (image * v.input + next) * width
      let places = FeatureMap(
        ring + place * lineCounts.input, batch: 1, height: 1, width: count * width,
        channels: madeChannels)
      expansion?.multiply(
        parts, pixels: first..<first + count * width, filter: terms.filter, to: places,
        epilogue: terms.epilogue)
      next += count
    }
    made = first..<max(first, end)
  }

  /// A line of the result of the depthwise convolution.
  private func filter(
    _ line: Int, of image: Int, _ others: [FeatureMap], _ terms: Terms, to y: FeatureMap,
    _ ring: UnsafeMutablePointer<Float>
  ) {
    if expansion != nil {
      windows.filter(
        row: line, terms.filter.base, channels: madeChannels, to: y, epilogue: terms.epilogue
      ) { ring + $0 % ringLines * lineCounts.input }
    }
    for (part, offset) in zip(others, others.channelOffsets) {
      windows.filter(
        part, terms.filter.base, channel: madeChannels + offset,
        line: image * geometry.outputLines + line, to: y, epilogue: terms.epilogue)
    }
  }
}
