import RLAExecution
import RLAKernels
import Testing

/// Convolutions by this package's own loops, forward with all terms of an epilogue, against sums in
/// double precision.
@Suite struct PackedConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var batch = 2
    var parts: [Int]
    var outputs: Int
    var vertical: ConvolutionGeometry.Axis
    var horizontal: ConvolutionGeometry.Axis

    /// The same window along both axes, on a map with these sizes.
    init(
      _ parts: [Int], _ outputs: Int, _ height: Int, _ width: Int, kernel: Int, stride: Int = 1,
      padding: Int = 0, dilation: Int = 1, batch: Int = 2
    ) {
      func axis(_ size: Int) -> ConvolutionGeometry.Axis {
        let output = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
        return ConvolutionGeometry.Axis(
          input: size, output: output, kernel: kernel, stride: stride, padding: padding,
          dilation: dilation)
      }
      (self.parts, self.outputs, self.batch) = (parts, outputs, batch)
      (vertical, horizontal) = (axis(height), axis(width))
    }

    var inputs: Int { parts.reduce(0, +) }
    var geometry: ConvolutionGeometry {
      ConvolutionGeometry(vertical: vertical, horizontal: horizontal)
    }
    var rows: Int { batch * vertical.output * horizontal.output }
    var testDescription: String {
      "\(batch)x\(parts)->\(outputs) k\(vertical.kernel) s\(vertical.stride) p\(vertical.padding) "
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
      filter = values("w", one.geometry.taps * one.inputs * one.outputs)
      vectors = (0..<2).map { values("v\($0)", one.outputs) }
      after = map("after", one.vertical.output, one.horizontal.output, one.outputs)
      y = map("y", one.vertical.output, one.horizontal.output, one.outputs)
      self.memory = memory
    }

    deinit { for base in memory { base.deallocate() } }

    func forward(_ kernel: any ConvolutionKernel, panelWidth: Int, threads: Int) throws {
      let pool = try WorkerPool(threads: threads, products: .whole)
      let scratch = try ValueBuffer(kernel.scratch(threads: threads, trains: false))
      let stored = try ValueBuffer(filter.count)
      let rows = one.geometry.taps * one.inputs
      for (index, weight) in filter.enumerated() {
        let (row, column) = index.quotientAndRemainder(dividingBy: one.outputs)
        let place = PanelMatrix.offset(
          row: row, column: column, rows: rows, columns: one.outputs, width: panelWidth)
        stored.base[place] = weight
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
        var weight = tap * one.inputs
        for map in inputs {
          let pixel = map.row((image * v.input + top) * h.input + left)
          for channel in 0..<map.channels {
            sum += Double(pixel[channel]) * Double(filter[weight * one.outputs + output])
            weight += 1
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
      one.geometry, groups: 1, batch: one.batch, inputChannels: one.inputs,
      outputChannels: one.outputs)
  }

  /// How the weights of a network are stored.
  private static let styles = [ProductStyle.whole, .small]

  @Test(arguments: Case.direct + Case.winograd, [1, 2, 3])
  func `A product in panels with the pixels where they lie`(one: Case, threads: Int) throws {
    for planned in Self.styles {
      for stored in Self.styles {
        let kernel = try #require(PackedConvolution(Self.product(one), weights: planned))
        let arena = Arena(one)
        try arena.forward(kernel, panelWidth: stored.panelWidth, threads: threads)
        #expect(arena.worstError < 2e-5)
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
      try arena.forward(kernel, panelWidth: style.panelWidth, threads: threads)
      #expect(arena.worstError < 1e-4)
    }
  }

  @Test func `Groups, volumes, double precision and other windows are left to others`() {
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
