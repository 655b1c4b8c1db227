import RLAExecution
import RLAKernels
import Testing

/// Gradients by this package's own loops against plain products summed in double precision.
@Suite struct PackedGradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let parts: [Int]
    let outputs: Int
    let kernel: Int
    let height: Int
    let width: Int
    var batch = 2

    var inputs: Int { parts.reduce(0, +) }
    var pixels: Int { batch * height * width }
    var filterCount: Int { kernel * kernel * inputs * outputs }
    var testDescription: String {
      "\(batch)x\(parts)->\(outputs) k\(kernel) \(height)x\(width)"
    }

    var geometry: ConvolutionGeometry {
      func axis(_ size: Int) -> ConvolutionGeometry.Axis {
        ConvolutionGeometry.Axis(
          input: size, output: size, kernel: kernel, stride: 1, padding: kernel / 2, dilation: 1)
      }
      return ConvolutionGeometry(vertical: axis(height), horizontal: axis(width))
    }

    func product(_ precision: Precision) -> ProductConvolution {
      ProductConvolution(
        geometry, groups: 1, batch: batch, inputChannels: inputs, outputChannels: outputs,
        precision: precision)
    }

    static let pointwise = [
      Case(parts: [24, 8], outputs: 70, kernel: 1, height: 9, width: 13),
      Case(parts: [5, 3], outputs: 17, kernel: 1, height: 7, width: 7),
      // The sums of parts of the pixels, more inputs than outputs and the other way around.
      Case(parts: [96], outputs: 16, kernel: 1, height: 40, width: 41),
      Case(parts: [16], outputs: 100, kernel: 1, height: 40, width: 41),
      Case(parts: [40], outputs: 24, kernel: 1, height: 31, width: 9),
      // Panels for each thread, and few pixels.
      Case(parts: [160], outputs: 200, kernel: 1, height: 7, width: 7, batch: 1),
      Case(parts: [150], outputs: 7, kernel: 1, height: 1, width: 1, batch: 3),
      Case(parts: [1], outputs: 1, kernel: 1, height: 3, width: 5),
    ]

    static let winograd = [
      Case(parts: [16], outputs: 32, kernel: 3, height: 13, width: 18),
      Case(parts: [9, 4], outputs: 80, kernel: 3, height: 14, width: 14),
      // More tiles than are transformed at a time.
      Case(parts: [8], outputs: 16, kernel: 3, height: 65, width: 69),
      // Left to the other kernel.
      Case(parts: [16], outputs: 24, kernel: 3, height: 9, width: 8),
    ]
  }

  /// The gradients of all parts of the input, and of the filter.
  private struct Gradients {
    var inputs: [[Float]]
    var filter: [Float]

    /// The largest difference, relative to the largest value.
    func error(from other: Gradients) -> Double {
      zip(inputs + [filter], other.inputs + [other.filter]).reduce(0) { worst, pair in
        let size = pair.1.reduce(1) { max($0, abs($1)) }
        return zip(pair.0, pair.1).reduce(worst) {
          let error = Double(abs($1.0 - $1.1) / size)
          return error <= $0 ? $0 : error
        }
      }
    }
  }

  private static func values(_ name: String, _ count: Int) throws -> ValueBuffer {
    let (buffer, formula) = (try ValueBuffer(count), SyntheticValues(name))
    for index in 0..<count { buffer.base[index] = Float(2 * formula.unit(index) - 1) }
    return buffer
  }

  private static func gradients(
    _ one: Case, _ kernel: any ConvolutionKernel, _ style: ProductStyle, accumulating: Bool,
    threads: Int
  ) throws -> Gradients {
    let pool = try WorkerPool(threads: threads, products: style)
    let count = kernel.scratch(threads: threads, trains: true)
    let scratch = try ValueBuffer(count)
    func map(_ buffer: ValueBuffer, _ channels: Int) -> FeatureMap {
      FeatureMap(
        buffer.base, batch: one.batch, height: one.height, width: one.width, channels: channels)
    }
    let x = try one.parts.map { try values("x\($0)", one.pixels * $0) }
    let dx = try one.parts.map { try values("dx\($0)", one.pixels * $0) }
    let (dy, filter) = (
      try values("dy", one.pixels * one.outputs), try values("w", one.filterCount)
    )
    let gradient = try values("dw", one.filterCount)
    kernel.backwardInput(
      map(dy, one.outputs), filter: Filter(filter.base, panelWidth: style.panelWidth),
      to: zip(dx, one.parts).map(map), accumulating: one.parts.map { _ in accumulating },
      workspace: Workspace(scratch.base, count: count), on: pool)
    kernel.backwardFilter(
      zip(x, one.parts).map(map), map(dy, one.outputs),
      to: Filter(gradient.base, panelWidth: style.panelWidth), accumulating: accumulating,
      workspace: Workspace(scratch.base, count: count), on: pool)
    return withExtendedLifetime((scratch, x, dy, filter)) {
      Gradients(
        inputs: zip(dx, one.parts).map {
          Array(UnsafeBufferPointer(start: $0.base, count: one.pixels * $1))
        },
        filter: Array(UnsafeBufferPointer(start: gradient.base, count: one.filterCount)))
    }
  }

  private static func check(
    _ one: Case, threads: Int, _ tolerance: Double,
    _ kernel: (_ style: ProductStyle) throws -> any ConvolutionKernel
  ) throws {
    for style in [ProductStyle.whole, .small] {
      for accumulates in [false, true] {
        let wanted = try gradients(
          one, one.product(.double), style, accumulating: accumulates, threads: 1)
        let found = try gradients(
          one, kernel(style), style, accumulating: accumulates, threads: threads)
        #expect(found.error(from: wanted) < tolerance)
        let again = try gradients(
          one, kernel(style), style, accumulating: accumulates, threads: threads)
        #expect(again.error(from: found) == 0)
      }
    }
  }

  @Test(arguments: Case.pointwise, [1, 2, 3])
  func `Gradients of pointwise convolutions, the same in every run`(
    one: Case, threads: Int
  ) throws {
    try Self.check(one, threads: threads, 1e-5) { style in
      try #require(PackedConvolution(one.product(.single), weights: style))
    }
  }

  @Test(arguments: Case.winograd, [1, 2, 3])
  func `Gradients by Winograd's transforms, the same in every run`(
    one: Case, threads: Int
  ) throws {
    try Self.check(one, threads: threads, 1e-4) { _ in
      try #require(
        PackedWinograd(
          .four, one.geometry, batch: one.batch, inputChannels: one.inputs,
          outputChannels: one.outputs, gradients: one.product(.single)))
    }
  }
}
