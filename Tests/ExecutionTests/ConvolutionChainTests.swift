import RLAExecution
import RLAKernels
import Testing

/// Convolutions that run as one, against the same kernels one after the other.
@Suite struct ConvolutionChainTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var batch = 1
    var parts: [Int]
    /// nil without a first product.
    var channels: Int?
    var outputs: Int
    var height: Int
    var width: Int
    /// Channels of another map that the window slides over, behind those of the first product.
    var other: Int?
    var stride = 1
    var padding = 1
    var threads = 1

    var testDescription: String {
      "\(batch)x\(parts)->\(channels ?? 0)+\(other ?? 0)->\(outputs) \(height)x\(width) s\(stride) p\(padding) t\(threads)"
    }

    static let all = [
      Case(parts: [16], channels: 96, outputs: 24, height: 56, width: 57, stride: 2),
      Case(parts: [24], channels: 144, outputs: 24, height: 43, width: 47, threads: 1),
      Case(parts: [24, 8], channels: 80, outputs: 22, height: 81, width: 85, threads: 2),
      Case(batch: 3, parts: [8], channels: 48, outputs: 32, height: 61, width: 67, threads: 2),
      Case(batch: 2, parts: [12], channels: 160, outputs: 64, height: 34, width: 35, padding: 0),
      Case(batch: 9, parts: [32], channels: 192, outputs: 32, height: 14, width: 14, padding: 2),
      Case(parts: [32, 32], channels: nil, outputs: 16, height: 66, width: 70),
      Case(batch: 2, parts: [96], channels: nil, outputs: 24, height: 81, width: 80, stride: 2),
      Case(parts: [16], channels: 96, outputs: 24, height: 70, width: 77, other: 32, stride: 2),
      // Lines that alone fill what a band may take.
      Case(parts: [16], channels: 512, outputs: 16, height: 40, width: 90, threads: 2),
    ]

    func axis(_ size: Int, kernel: Int, stride: Int, padding: Int) -> ConvolutionGeometry.Axis {
      ConvolutionGeometry.Axis(
        input: size, output: (size + 2 * padding - kernel) / stride + 1, kernel: kernel,
        stride: stride, padding: padding, dilation: 1)
    }

    func geometry(_ height: Int, _ width: Int, kernel: Int, stride: Int = 1, padding: Int = 0)
      -> ConvolutionGeometry
    {
      ConvolutionGeometry(
        vertical: axis(height, kernel: kernel, stride: stride, padding: padding),
        horizontal: axis(width, kernel: kernel, stride: stride, padding: padding))
    }
  }

  /// Memory that lives as long as a test.
  private final class Memory {
    private var buffers: [ValueBuffer] = []

    func values(_ name: String, _ count: Int) throws -> UnsafeMutablePointer<Float> {
      let buffer = try ValueBuffer(count)
      let formula = SyntheticValues(name)
      for index in 0..<count { buffer.base[index] = Float(2 * formula.unit(index) - 1) }
      buffers.append(buffer)
      return buffer.base
    }

    func map(
      _ name: String, _ batch: Int, _ height: Int, _ width: Int, _ channels: Int, apart: Int = 0
    ) throws -> FeatureMap {
      FeatureMap(
        try values(name, batch * height * width * (channels + apart)), batch: batch,
        height: height, width: width, channels: channels, stride: channels + apart)
    }
  }

  private static func product(
    _ one: Case, _ height: Int, _ width: Int, _ inputs: Int, _ outputs: Int
  ) throws -> PackedConvolution {
    let style = ProductStyle.forProcessor
    return try #require(
      PackedConvolution(
        ProductConvolution(
          one.geometry(height, width, kernel: 1), groups: 1, batch: one.batch,
          inputChannels: inputs, outputChannels: outputs, style: style,
          storedInPanelsOf: style.panelWidth), weights: style))
  }

  private static func terms(
    _ name: String, _ kernel: any ConvolutionKernel, _ inputs: Int, _ outputs: Int,
    after: FeatureMap? = nil, _ memory: Memory, on pool: WorkerPool
  ) throws -> ConvolutionChain.Terms {
    let stored = Filter(
      try memory.values("w\(name)", inputs * outputs),
      panelWidth: ProductStyle.forProcessor.panelWidth)
    var filter = stored
    if kernel.transformedCount > 0 {
      filter = Filter(
        try memory.values("t", kernel.transformedCount),
        panelWidth: ProductStyle.forProcessor.panelWidth)
      kernel.transformFilter(stored, to: filter, on: pool)
    }
    return ConvolutionChain.Terms(
      filter: filter,
      epilogue: Epilogue(
        scale: UnsafePointer(try memory.values("a\(name)", outputs)),
        shift: UnsafePointer(try memory.values("b\(name)", outputs)), after: after,
        function: try #require(ElementLoop(named: "relu", source: .result))))
  }

  @Test(arguments: Case.all)
  func `Lines at a time give what whole maps give, to the last bit`(_ one: Case) throws {
    let memory = Memory()
    let pool = try WorkerPool(threads: one.threads)
    let inputs = one.parts.reduce(0, +)
    let channels = (one.channels ?? inputs) + (one.other ?? 0)
    let window = one.geometry(
      one.height, one.width, kernel: 3, stride: one.stride, padding: one.padding)
    let (height, width) = (window.vertical.output, window.horizontal.output)
    let depthwise = DepthwiseConvolution(window, batch: one.batch, channels: channels)
    let expansion = try one.channels.map {
      try Self.product(one, one.height, one.width, inputs, $0)
    }
    let projection = try Self.product(one, height, width, channels, one.outputs)
    let chain = try #require(
      ConvolutionChain(expansion, depthwise, projection, threads: one.threads))

    let after = try memory.map("after", one.batch, height, width, one.outputs, apart: 3)
    let terms = [
      try expansion.map { try Self.terms("0", $0, inputs, one.channels ?? 0, memory, on: pool) },
      try Self.terms("1", depthwise, 9, channels, memory, on: pool),
      try Self.terms("2", projection, channels, one.outputs, after: after, memory, on: pool),
    ].compactMap(\.self)
    let x = try one.parts.enumerated().map {
      try memory.map("x\($0)", one.batch, one.height, one.width, $1, apart: 5)
    }
    let y = try memory.map("y", one.batch, height, width, one.outputs, apart: 1)
    let expected = try memory.map("expected", one.batch, height, width, one.outputs)
    let kernels = [expansion, depthwise, projection] as [(any ConvolutionKernel)?]
    let most = kernels.compactMap { $0?.scratch(threads: one.threads, trains: false) }
      .reduce(chain.scratch, max)
    let scratch = Workspace(try memory.values("scratch", most), count: most)

    let others = try one.other.map {
      [try memory.map("other", one.batch, one.height, one.width, $0, apart: 2)]
    }
    chain.run(x, and: others ?? [], terms, to: y, workspace: scratch, on: pool)
    var between = x
    if let expansion {
      let made = one.channels ?? 0
      between = [try memory.map("e", one.batch, one.height, one.width, made)] + (others ?? [])
      expansion.forward(
        x, filter: terms[0].filter, to: between[0], epilogue: terms[0].epilogue,
        workspace: scratch, on: pool)
    }
    let filtered = try memory.map("d", one.batch, height, width, channels)
    let second = terms[terms.count - 2]
    depthwise.forward(
      between, filter: second.filter, to: filtered, epilogue: second.epilogue,
      workspace: scratch, on: pool)
    let last = terms[terms.count - 1]
    projection.forward(
      [filtered], filter: last.filter, to: expected, epilogue: last.epilogue,
      workspace: scratch, on: pool)
    for pixel in 0..<y.rows {
      for channel in 0..<one.outputs {
        try #require(
          y.row(pixel)[channel] == expected.row(pixel)[channel], "\(pixel), \(channel)")
      }
    }
  }

  @Test func `Maps that caches hold, large filters and other windows run one by one`() throws {
    let one = Case(parts: [16], channels: 96, outputs: 24, height: 40, width: 40)
    func chain(_ height: Int, kernel: Int = 3, channels: Int = 96, outputs: Int = 24) throws -> Bool
    {
      let window = one.geometry(height, 40, kernel: kernel, padding: kernel / 2)
      return ConvolutionChain(
        try Self.product(one, height, 40, 16, channels),
        DepthwiseConvolution(window, batch: 1, channels: channels),
        try Self.product(one, height, 40, channels, outputs), threads: 1) != nil
    }
    #expect(try chain(70))
    #expect(try !chain(60))
    #expect(try !chain(70, kernel: 5))
    #expect(try !chain(70, channels: 1024, outputs: 128))
    #expect(try !chain(11, channels: 640))
    #expect(try !chain(70, outputs: 17))
  }
}
