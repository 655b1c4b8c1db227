import RLAExecution
import RLAKernels
import Testing

/// Convolutions by this package's own loops, forward with all terms of an epilogue, against sums in
/// double precision.
@Suite struct PackedConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var batch = 2
    var groups = 1
    var parts: [Int]
    var outputs: Int
    var vertical: ConvolutionGeometry.Axis
    var horizontal: ConvolutionGeometry.Axis

    /// The same window along both axes, on a map with these sizes.
    init(
      _ parts: [Int], _ outputs: Int, _ height: Int, _ width: Int, kernel: Int, stride: Int = 1,
      padding: Int = 0, dilation: Int = 1, batch: Int = 2, groups: Int = 1
    ) {
      func axis(_ size: Int) -> ConvolutionGeometry.Axis {
        let output = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
        return ConvolutionGeometry.Axis(
          input: size, output: output, kernel: kernel, stride: stride, padding: padding,
          dilation: dilation)
      }
      (self.parts, self.outputs, self.batch) = (parts, outputs, batch)
      self.groups = groups
      (vertical, horizontal) = (axis(height), axis(width))
    }

    var inputs: Int { parts.reduce(0, +) }
    var geometry: ConvolutionGeometry {
      ConvolutionGeometry(vertical: vertical, horizontal: horizontal)
    }
    var rows: Int { batch * vertical.output * horizontal.output }
    var testDescription: String {
      "\(batch)x\(parts)->\(outputs) g\(groups) k\(vertical.kernel) s\(vertical.stride) p\(vertical.padding) "
        + "d\(vertical.dilation) \(vertical.input)x\(horizontal.input)"
    }

    static let direct = [
      Case([24, 8], 70, 9, 13, kernel: 1), Case([20], 32, 14, 15, kernel: 1, stride: 2),
      Case([12, 5], 150, 14, 14, kernel: 1, stride: 2),
      Case([3], 64, 29, 31, kernel: 7, stride: 2, padding: 3),
      Case([16], 40, 15, 15, kernel: 3, stride: 2, padding: 1),
      Case([9, 4], 24, 8, 7, kernel: 3, padding: 1), Case([6, 3], 17, 9, 8, kernel: 3),
      Case([10], 33, 12, 9, kernel: 3, padding: 2, dilation: 2),
      Case([10, 2], 16, 12, 9, kernel: 2, dilation: 3),
      // Windows that lie in the padding alone, and images of one pixel.
      Case([4], 8, 2, 3, kernel: 3, padding: 4), Case([130], 100, 1, 1, kernel: 1, batch: 9),
      Case([8], 200, 28, 28, kernel: 1, batch: 1),
    ]

    static let grouped = [
      Case([32], 64, 9, 8, kernel: 3, padding: 1, groups: 2),
      Case([48], 96, 14, 15, kernel: 3, stride: 2, padding: 1, groups: 3),
      Case([18], 160, 7, 7, kernel: 1, groups: 2),
    ]

    static let narrow = [
      Case([32], 32, 9, 17, kernel: 3, padding: 1, groups: 8),
      Case([48], 48, 9, 14, kernel: 3, stride: 2, padding: 1, groups: 6),
      Case([16], 16, 8, 8, kernel: 3, padding: 2, dilation: 2, groups: 2),
      Case([16], 16, 5, 31, kernel: 2, groups: 4),
    ]

    static let winograd = [
      Case([16], 24, 7, 7, kernel: 3, padding: 1), Case([9, 4], 70, 13, 18, kernel: 3, padding: 1),
      Case([8], 33, 9, 8, kernel: 3), Case([5], 16, 6, 5, kernel: 3, padding: 2),
      // More tiles than one block for each thread.
      Case([6], 20, 33, 41, kernel: 3, padding: 1),
    ]
  }

  /// What a kernel reads and writes.
  private final class Arena {
    let one: Case
    let inputs: [FeatureMap]
    let filter: [Float]
    let vectors: [[Float]]
    let after: FeatureMap
    let y: FeatureMap
    private var memory: [UnsafeMutablePointer<Float>] = []

    init(_ one: Case) {
      self.one = one
      var memory: [UnsafeMutablePointer<Float>] = []
      func values(_ name: String, _ count: Int) -> [Float] {
        let formula = SyntheticValues(name)
        return (0..<count).map { Float(2 * formula.unit($0) - 1) }
      }
      func map(_ name: String, _ height: Int, _ width: Int, _ channels: Int) -> FeatureMap {
        // Every pixel is followed by values that are not of the map.
        let stride = channels + (name == "after" ? 3 : 0)
        let all = values(name, one.batch * height * width * stride)
        let base = UnsafeMutablePointer<Float>.allocate(capacity: all.count)
        base.initialize(from: all, count: all.count)
        memory.append(base)
        return FeatureMap(
          base, batch: one.batch, height: height, width: width, channels: channels, stride: stride)
      }
      inputs = one.parts.enumerated().map {
        map("x\($0)", one.vertical.input, one.horizontal.input, $1)
      }
      filter = values("w", one.geometry.taps * one.inputs / one.groups * one.outputs)
      vectors = (0..<2).map { values("v\($0)", one.outputs) }
      after = map("after", one.vertical.output, one.horizontal.output, one.outputs)
      y = map("y", one.vertical.output, one.horizontal.output, one.outputs)
      self.memory = memory
    }

    deinit { for base in memory { base.deallocate() } }

    /// The weight from an input to an output, both counted within a group.
    private func weight(_ group: Int, _ row: Int, _ column: Int) -> Float {
      let (rows, columns) = (one.geometry.taps * one.inputs / one.groups, one.outputs / one.groups)
      return filter[(group * rows + row) * columns + column]
    }

    /// Runs a kernel with the filter stored, and products, in a style.
    func forward(
      _ kernel: any ConvolutionKernel, _ style: ProductStyle, threads: Int
    ) throws {
      let panelWidth = style.panelWidth
      let pool = try WorkerPool(threads: threads, products: style)
      let scratch = try ValueBuffer(kernel.scratch(threads: threads, trains: false))
      let stored = try ValueBuffer(filter.count)
      let (rows, columns) = (one.geometry.taps * one.inputs / one.groups, one.outputs / one.groups)
      for (index, weight) in filter.enumerated() {
        let (group, rest) = index.quotientAndRemainder(dividingBy: rows * columns)
        let place = PanelMatrix.offset(
          row: rest / columns, column: rest % columns, rows: rows, columns: columns,
          width: panelWidth)
        stored.base[group * rows * columns + place] = weight
      }
      var read = Filter(stored.base, panelWidth: panelWidth)
      let transformed = try ValueBuffer(kernel.transformedCount)
      if kernel.transformedCount > 0 {
        read = Filter(transformed.base, panelWidth: panelWidth)
        kernel.transformFilter(Filter(stored.base, panelWidth: panelWidth), to: read, on: pool)
      }
      try vectors[0].withUnsafeBufferPointer { scale in
        try vectors[1].withUnsafeBufferPointer { shift in
          let relu = try #require(ElementLoop(named: "relu", source: .result))
          kernel.forward(
            inputs, filter: read, to: y,
            epilogue: Epilogue(
              scale: scale.baseAddress, shift: shift.baseAddress, after: after, function: relu),
            workspace: Workspace(
              scratch.base, count: kernel.scratch(threads: threads, trains: false)), on: pool)
        }
      }
    }

    func expected(_ row: Int, _ output: Int) -> Double {
      let (v, h) = (one.vertical, one.horizontal)
      let (line, x) = row.quotientAndRemainder(dividingBy: h.output)
      let (image, y) = line.quotientAndRemainder(dividingBy: v.output)
      var sum = 0.0
      for tap in 0..<one.geometry.taps {
        let top = y * v.stride + tap / h.kernel * v.dilation - v.padding
        let left = x * h.stride + tap % h.kernel * h.dilation - h.padding
        guard (0..<v.input).contains(top), (0..<h.input).contains(left) else { continue }
        let (width, columns) = (one.inputs / one.groups, one.outputs / one.groups)
        let (group, column) = output.quotientAndRemainder(dividingBy: columns)
        var input = -group * width
        for map in inputs {
          let pixel = map.row((image * v.input + top) * h.input + left)
          for channel in 0..<map.channels {
            if (0..<width).contains(input) {
              let weight = weight(group, tap * width + input, column)
              sum += Double(pixel[channel]) * Double(weight)
            }
            input += 1
          }
        }
      }
      let (scale, shift) = (Double(vectors[0][output]), Double(vectors[1][output]))
      return max(0, sum * scale + shift + Double(after.row(row)[output]))
    }

    var worstError: Double {
      (0..<one.rows).reduce(0) { worst, row in
        (0..<one.outputs).reduce(worst) { worst, output in
          let wanted = expected(row, output)
          let error = abs(Double(y.row(row)[output]) - wanted) / max(1, wanted)
          return error <= worst ? worst : error
        }
      }
    }
  }

  private static func product(_ one: Case) -> ProductConvolution {
    ProductConvolution(
      one.geometry, groups: one.groups, batch: one.batch, inputChannels: one.inputs,
      outputChannels: one.outputs)
  }

  /// How the weights of a network are stored.
  private static let styles = [ProductStyle.whole, .small]

  @Test(arguments: Case.direct + Case.winograd + Case.grouped, [1, 2, 3])
  func `A product in panels with the pixels where they lie`(one: Case, threads: Int) throws {
    for planned in Self.styles {
      for stored in Self.styles {
        let kernel = try #require(PackedConvolution(Self.product(one), weights: planned))
        let arena = Arena(one)
        try arena.forward(kernel, stored, threads: threads)
        #expect(arena.worstError < 2e-5)
      }
    }
  }

  @Test(arguments: Case.narrow, [1, 2, 3])
  func `Groups that share vectors`(one: Case, threads: Int) throws {
    for style in Self.styles {
      let kernel = try #require(NarrowGroupConvolution(Self.product(one)))
      let arena = Arena(one)
      try arena.forward(kernel, style, threads: threads)
      #expect(arena.worstError < 2e-5)
    }
  }

  /// The candidates that multiply in the library agree with the same sums.
  @Test(arguments: Case.direct + Case.winograd + Case.grouped + Case.narrow, [1, 2])
  func `Products of the library`(one: Case, threads: Int) throws {
    for style in Self.styles {
      var kernels: [any ConvolutionKernel] = [Self.product(one)]
      if one.groups == 1, one.geometry.isDenseThreeByThree {
        kernels.append(
          WinogradConvolution(
            one.geometry, batch: one.batch, inputChannels: one.inputs, outputChannels: one.outputs))
      }
      for kernel in kernels {
        let arena = Arena(one)
        try arena.forward(kernel, style, threads: threads)
        #expect(arena.worstError < 1e-4)
      }
    }
  }

  @Test(arguments: Case.winograd, [WinogradTransform.two, .four])
  func `Winograd's transforms`(one: Case, transform: WinogradTransform) throws {
    for (threads, style) in [(1, ProductStyle.whole), (2, .small), (3, .small)] {
      let kernel = try #require(
        PackedWinograd(
          transform, one.geometry, batch: one.batch, inputChannels: one.inputs,
          outputChannels: one.outputs, gradients: Self.product(one)))
      let arena = Arena(one)
      try arena.forward(kernel, style, threads: threads)
      #expect(arena.worstError < 1e-4)
    }
  }

  @Test func `Narrow groups, volumes, double precision and other windows are left to others`() {
    let one = Case([8], 8, 6, 6, kernel: 3, stride: 2, padding: 1)
    func packed(
      _ geometry: ConvolutionGeometry, groups: Int = 1, precision: Precision = .single
    ) -> PackedConvolution? {
      let product = ProductConvolution(
        geometry, groups: groups, batch: 1, inputChannels: 8, outputChannels: 8,
        precision: precision)
      return PackedConvolution(product, weights: .small)
    }
    let volume = ConvolutionGeometry(
      depth: one.vertical, vertical: one.vertical, horizontal: one.horizontal)
    #expect(packed(one.geometry) != nil)
    #expect(packed(one.geometry, groups: 2) == nil)
    #expect(packed(one.geometry, precision: .double) == nil)
    #expect(packed(volume) == nil)
    #expect(
      PackedWinograd(
        .two, one.geometry, batch: 1, inputChannels: 8, outputChannels: 8,
        gradients: Self.product(one)) == nil)
  }
}
