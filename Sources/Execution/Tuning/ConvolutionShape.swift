package import RLAKernels

/// The sizes of a convolution.
package struct ConvolutionShape: Hashable, Sendable {
  package let geometry: ConvolutionGeometry
  package let groups: Int
  package let batch: Int
  /// Channels of the parts that the input comes in.
  package let parts: [Int]
  package let outputs: Int

  package init(
    _ geometry: ConvolutionGeometry, groups: Int, batch: Int, parts: [Int], outputs: Int
  ) {
    self.geometry = geometry
    self.groups = groups
    self.batch = batch
    self.parts = parts
    self.outputs = outputs
  }

  package var inputs: Int { parts.reduce(0, +) }

  private var axes: [ConvolutionGeometry.Axis] {
    [geometry.depth, geometry.vertical, geometry.horizontal]
  }

  /// Pixels of the whole batch.
  private var inputPixels: Int { axes.reduce(batch) { $0 * $1.input } }
  private var outputPixels: Int { axes.reduce(batch) { $0 * $1.output } }

  /// Values of the input, of the result and of the filter.
  var inputCount: Int { inputPixels * inputs }
  var outputCount: Int { outputPixels * outputs }
  var filterCount: Int { geometry.taps * inputs / groups * outputs }

  var multiplyAdds: Int { outputPixels * filterCount }

  /// The parts of the input in some memory.
  func inputMaps(_ memory: inout Workspace) -> [FeatureMap] {
    parts.map { channels in
      FeatureMap(
        memory.takeLines(inputPixels * channels), batch: batch, depth: axes[0].input,
        height: axes[1].input, width: axes[2].input, channels: channels)
    }
  }

  /// The result in some memory.
  func outputMap(_ memory: inout Workspace) -> FeatureMap {
    FeatureMap(
      memory.takeLines(outputCount), batch: batch, depth: axes[0].output,
      height: axes[1].output, width: axes[2].output, channels: outputs)
  }
}

extension ConvolutionShape: CustomStringConvertible {
  /// `n1 c64+32>256 g1 y56>28k3s2p1d1 x56>28k3s2p1d1`; volumes have an axis `z` as well.
  package var description: String {
    let windows = zip(["z", "y", "x"], axes).compactMap { name, axis in
      axis == .single && name == "z"
        ? nil
        : "\(name)\(axis.input)>\(axis.output)k\(axis.kernel)s\(axis.stride)p\(axis.padding)"
          + "d\(axis.dilation)"
    }
    let channels = parts.map(String.init).joined(separator: "+")
    return "n\(batch) c\(channels)>\(outputs) g\(groups) \(windows.joined(separator: " "))"
  }
}

extension Workspace {
  /// The next `count` values, and those behind them up to the end of a cache line.
  mutating func takeLines(_ count: Int) -> UnsafeMutablePointer<Float> {
    take(MemoryPlanner.alignedFloats(count))
  }
}
