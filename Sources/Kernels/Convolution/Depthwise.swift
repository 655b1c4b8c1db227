import CRLAVectors

/// Filters each channel by itself, channels contiguous:
/// `y[p, c] = Σ over t of w[t, c] · x[pixel under tap t of window p, c]`.
///
/// x: N×spatial×C in one or more parts along the channels; filter: taps×C; y: N×spatial'×C. Average
/// pooling is the same with a constant filter.
package struct DepthwiseConvolution: ConvolutionKernel {
  package let geometry: ConvolutionGeometry
  package let batch: Int
  package let channels: Int
  private let outputRuns: [Run]
  private let inputRuns: [Run]
  /// Loops over whole lines, and those whose forward pass is the input gradient; nil where there are
  /// none.
  let lines: WindowLines?
  private let transposedLines: WindowLines?

  /// Positions of a line for which the same taps cover a pixel; every tap advances by one with
  /// them.
  struct Run: Sendable {
    let first: Int
    let pixels: Int
  }

  package init(_ geometry: ConvolutionGeometry, batch: Int, channels: Int) {
    self.geometry = geometry
    self.batch = batch
    self.channels = channels
    let h = geometry.horizontal
    outputRuns = Self.runs(of: h.output, step: 1, taps: h.kernel) { h.input(under: $1, of: $0) }
    inputRuns = Self.runs(of: h.input, step: h.stride, taps: h.kernel) {
      h.output(over: $0, tap: $1)
    }
    lines = WindowLines(geometry, channels: channels)
    transposedLines =
      geometry.isDense ? WindowLines(geometry.transposed(), channels: channels) : nil
  }

  package var name: String { "direct depthwise" }

  package var multiplyAddsInLibrary: Int { 0 }

  /// Room for one filter gradient per task, or a rotated filter.
  package func scratch(threads: Int, trains: Bool) -> Int {
    Self.gradientTasks * geometry.taps * channels
  }

  /// The filter gradient is summed in this many parts whatever the number of threads, so that the
  /// result does not depend on it.
  private static let gradientTasks = 8

  private typealias Pointers = UnsafeMutableBufferPointer<UnsafePointer<Float>?>

  package func forward(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool
  ) {
    if let lines {
      pool.split(batch * geometry.outputLines, grain: 1) { some, _ in
        for (part, offset) in zip(parts, parts.channelOffsets) {
          for line in some {
            lines.filter(
              part, filter.base, channel: offset, to: y, epilogue: epilogue, line: line)
          }
        }
      }
      return
    }
    let h = geometry.horizontal
    pool.split(batch * geometry.outputLines, grain: 1) { lines, _ in
      withPointers { sources, weights in
        for line in lines {
          let (image, oy) = line.quotientAndRemainder(dividingBy: geometry.outputLines)
          for run in outputRuns {
            let (ox, pixels) = (run.first, run.pixels)
            for (part, offset) in zip(parts, parts.channelOffsets) {
              let count = geometry.pixels(under: oy, ox) { slot, tap, y, x in
                sources[slot] = UnsafePointer(
                  part.row((image * geometry.inputLines + y) * h.input + x))
                weights[slot] = UnsafePointer(filter.base + tap * channels + offset)
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

  /// `dx (+)=` the gradient from every window that covers a pixel.
  package func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool
  ) {
    if let transposedLines {
      rotatedBackwardInput(
        dy, filter: filter, to: parts, accumulating: accumulating, workspace: workspace, on: pool,
        by: transposedLines)
      return
    }
    let h = geometry.horizontal
    pool.split(batch * geometry.inputLines, grain: 1) { lines, _ in
      withPointers { sources, weights in
        for line in lines {
          let (image, iy) = line.quotientAndRemainder(dividingBy: geometry.inputLines)
          for run in inputRuns {
            let (ix, pixels) = (run.first, run.pixels)
            for (index, (part, offset)) in zip(parts, parts.channelOffsets).enumerated() {
              let count = geometry.windows(over: iy, ix) { slot, tap, y, x in
                sources[slot] =
                  UnsafePointer(
                    dy.row((image * geometry.outputLines + y) * h.output + x)) + offset
                weights[slot] = UnsafePointer(filter.base + tap * channels + offset)
              }
              vec_weighted_sums(
                count, sources.baseAddress, weights.baseAddress, part.channels, pixels, dy.stride,
                part.row(line * h.input + ix), h.stride * part.stride, accumulating[index] ? 1 : 0)
            }
          }
        }
      }
    }
  }

  /// The same as a forward pass with the rotated filter.
  private func rotatedBackwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool, by transposedLines: WindowLines
  ) {
    var workspace = workspace
    let taps = geometry.taps
    let rotated = workspace.take(taps * channels)
    for tap in 0..<taps {
      (rotated + (taps - 1 - tap) * channels).update(
        from: filter.base + tap * channels, count: channels)
    }
    let offsets = parts.channelOffsets
    pool.split(batch * geometry.inputLines, grain: 1) { lines, _ in
      for (index, part) in parts.enumerated() {
        let gradient = dy.slice(offsets[index], count: part.channels)
        let epilogue = Epilogue(before: accumulating[index] ? part : nil)
        for line in lines {
          transposedLines.filter(
            gradient, rotated + offsets[index], channel: 0, to: part, epilogue: epilogue,
            line: line)
        }
      }
    }
  }

  /// `dfilter[t, c] (+)= Σ over windows of x · dy`.
  package func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let size = geometry.taps * channels
    let sums = workspace.take(Self.gradientTasks * size)
    let lines = batch * geometry.outputLines
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
    if let lines {
      lines.multiply(part, dy, channel: offset, to: sums, line: line)
      return
    }
    let h = geometry.horizontal
    let (image, oy) = line.quotientAndRemainder(dividingBy: geometry.outputLines)
    for u in 0..<geometry.kernelLines {
      guard let iy = geometry.inputLine(under: u, of: oy) else { continue }
      for w in 0..<h.kernel {
        let inside = h.outputs(withInputUnder: w)
        if inside.isEmpty { continue }
        let ix = inside.lowerBound * h.stride + w * h.dilation - h.padding
        vec_dot_columns(
          inside.count, part.channels,
          part.row((image * geometry.inputLines + iy) * h.input + ix), h.stride * part.stride,
          dy.row(line * h.output + inside.lowerBound) + offset, dy.stride,
          sums + (u * h.kernel + w) * channels + offset)
      }
    }
  }

  // MARK: - Windows

  /// All positions of a line, in runs for which the same taps cover a pixel.
  ///
  /// - Parameters:
  ///   - count: The positions.
  ///   - step: The distance between positions of a run; every tap advances by one with it.
  ///   - taps: Elements of the window along the line.
  ///   - tap: The index under a tap at a position; nil in the padding.
  /// - Returns: The runs.
  static func runs(
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
      of: UnsafePointer<Float>?.self, capacity: 2 * geometry.taps
    ) { memory in
      memory.initialize(repeating: nil)
      body(
        Pointers(rebasing: memory[..<geometry.taps]), Pointers(rebasing: memory[geometry.taps...]))
    }
  }
}
