import CRLAVectors

/// Filtering of each channel by itself, channels side by side in a vector:
/// `y[p, c] = Σ over t of w[t, c] · x[pixel under tap t of window p, c]`.
///
/// x: images×spatial×C in one or several pieces along the channels; filter: taps×C; y:
/// images×spatial'×C. Average pooling is the same with a constant filter.
public struct DepthwiseConvolution: ConvolutionKernel {
  public let sliding: Sliding
  public let images: Int
  public let channels: Int
  private let outputRuns: [Run]
  private let inputRuns: [Run]

  /// Positions of a line over which the same taps meet a pixel; every tap moves on by one with them.
  private struct Run: Sendable {
    let first: Int
    let pixels: Int
  }

  public init(_ sliding: Sliding, images: Int, channels: Int) {
    self.sliding = sliding
    self.images = images
    self.channels = channels
    let h = sliding.horizontal
    outputRuns = Self.runs(of: h.output, step: 1, taps: h.kernel) { h.input(under: $1, of: $0) }
    inputRuns = Self.runs(of: h.input, step: h.stride, taps: h.kernel) {
      h.output(over: $0, tap: $1)
    }
  }

  public var name: String { "direct depthwise" }

  /// Sums of the filter gradient for each task.
  public func scratch(threads: Int, trains: Bool) -> Int {
    Self.gradientTasks * sliding.taps * channels
  }

  /// The filter gradient is summed in this many parts, whatever the number of threads, so that it
  /// does not depend on it.
  private static let gradientTasks = 8

  private typealias Pointers = UnsafeMutableBufferPointer<UnsafePointer<Float>?>

  public func forward(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool
  ) {
    let h = sliding.horizontal
    pool.split(images * sliding.outputLines, grain: 1) { lines, _ in
      withPointers { sources, weights in
        for line in lines {
          let (image, oy) = line.quotientAndRemainder(dividingBy: sliding.outputLines)
          for run in outputRuns {
            let (ox, pixels) = (run.first, run.pixels)
            for (part, offset) in zip(parts, parts.channelOffsets) {
              let count = sliding.pixels(under: oy, ox) { index, tap, y, x in
                sources[index] = UnsafePointer(
                  part.row((image * sliding.inputLines + y) * h.input + x))
                weights[index] = UnsafePointer(filter.base + tap * channels + offset)
              }
              vec_weighted_sums(
                count, sources.baseAddress, weights.baseAddress, part.channels, pixels,
                h.stride * part.stride, y.row(line * h.output + ox) + offset, y.stride, 0)
            }
          }
          epilogue.apply(
            inPlace: y, rows: line * h.output..<(line + 1) * h.output, channels: 0..<channels)
        }
      }
    }
  }

  /// `dx (+)=` what every window gives back to the pixels under it.
  public func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool
  ) {
    let h = sliding.horizontal
    pool.split(images * sliding.inputLines, grain: 1) { lines, _ in
      withPointers { sources, weights in
        for line in lines {
          let (image, iy) = line.quotientAndRemainder(dividingBy: sliding.inputLines)
          for run in inputRuns {
            let (ix, pixels) = (run.first, run.pixels)
            for (piece, (part, offset)) in zip(parts, parts.channelOffsets).enumerated() {
              let count = sliding.windows(over: iy, ix) { index, tap, y, x in
                sources[index] =
                  UnsafePointer(
                    dy.row((image * sliding.outputLines + y) * h.output + x)) + offset
                weights[index] = UnsafePointer(filter.base + tap * channels + offset)
              }
              vec_weighted_sums(
                count, sources.baseAddress, weights.baseAddress, part.channels, pixels, dy.stride,
                part.row(line * h.input + ix), h.stride * part.stride, accumulating[piece] ? 1 : 0)
            }
          }
        }
      }
    }
  }

  /// `dfilter[t, c] (+)= Σ over windows of x · dy`.
  public func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let size = sliding.taps * channels
    let sums = workspace.take(Self.gradientTasks * size)
    let lines = images * sliding.outputLines
    pool.run(Self.gradientTasks) { task, _ in
      Vectors.clear(sums + task * size, count: size)
      for line in lines * task / Self.gradientTasks..<lines * (task + 1) / Self.gradientTasks {
        for (part, offset) in zip(parts, parts.channelOffsets) {
          addLine(line, part, offset, dy, to: sums + task * size)
        }
      }
    }
    if !accumulating { Vectors.clear(gradient.base, count: size) }
    for task in 0..<Self.gradientTasks {
      Vectors.add(sums + task * size, to: gradient.base, count: size)
    }
  }

  /// The share of one line of windows in the filter gradient.
  private func addLine(
    _ line: Int, _ part: FeatureMap, _ offset: Int, _ dy: FeatureMap,
    to sums: UnsafeMutablePointer<Float>
  ) {
    let h = sliding.horizontal
    let (image, oy) = line.quotientAndRemainder(dividingBy: sliding.outputLines)
    for u in 0..<sliding.kernelLines {
      guard let iy = sliding.inputLine(under: u, of: oy) else { continue }
      for w in 0..<h.kernel {
        let inside = h.outputs(withInputUnder: w)
        if inside.isEmpty { continue }
        let ix = inside.lowerBound * h.stride + w * h.dilation - h.padding
        vec_dot_columns(
          inside.count, part.channels,
          part.row((image * sliding.inputLines + iy) * h.input + ix), h.stride * part.stride,
          dy.row(line * h.output + inside.lowerBound) + offset, dy.stride,
          sums + (u * h.kernel + w) * channels + offset)
      }
    }
  }

  // MARK: - Windows

  /// All positions of a line in runs over which the same taps meet a pixel.
  ///
  /// - Parameters:
  ///   - count: The positions.
  ///   - step: From one position of a run to the next; every tap then moves on by one.
  ///   - taps: Elements of the window along the line.
  ///   - tap: What lies under a tap at a position; nil in the padding.
  /// - Returns: The runs.
  private static func runs(
    of count: Int, step: Int, taps: Int, _ tap: (_ position: Int, _ tap: Int) -> Int?
  ) -> [Run] {
    var runs: [Run] = []
    for start in 0..<min(step, count) {
      var first = start
      while first < count {
        var next = first + step
        while next < count,
          (0..<taps).allSatisfy({ (tap(first, $0) == nil) == (tap(next, $0) == nil) })
        { next += step }
        runs.append(Run(first: first, pixels: (next - first) / step))
        first = next
      }
    }
    return runs
  }

  private func withPointers(_ body: (Pointers, Pointers) -> Void) {
    withUnsafeTemporaryAllocation(
      of: UnsafePointer<Float>?.self, capacity: 2 * sliding.taps
    ) { memory in
      memory.initialize(repeating: nil)
      body(
        Pointers(rebasing: memory[..<sliding.taps]), Pointers(rebasing: memory[sliding.taps...]))
    }
  }
}
