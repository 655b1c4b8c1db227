extension WeightLayout {
  /// Outputs that are written side by side: a cache line of them.
  private static let blockWidth = 16

  /// Writes a whole tensor, whose elements are all in memory.
  ///
  /// A filter is turned over in blocks: one output at a time would touch a cache line for each of
  /// its elements.
  ///
  /// - Parameters:
  ///   - source: The elements in the order of the state_dict.
  ///   - target: Memory for as many.
  package func write(_ source: UnsafeBufferPointer<Float>, to target: UnsafeMutablePointer<Float>) {
    guard case .filter(let inputs, let outputs, let taps, let panelWidth) = self,
      let base = source.baseAddress
    else {
      return forEachRun(0..<source.count) { run in
        for step in 0..<run.count {
          target[run.place + step * run.stride] = source[run.element + step]
        }
      }
    }
    let length = inputs * taps
    for group in 0..<source.count / max(1, length * outputs) {
      for first in stride(from: 0, to: outputs, by: min(panelWidth, outputs)) {
        let width = min(panelWidth, outputs - first)
        let place = (group * outputs + first) * length
        for column in stride(from: 0, to: width, by: Self.blockWidth) {
          let block = Block(
            source: base + place + column * length, target: target + place + column,
            sourceStride: length, targetStride: width)
          if width - column >= Self.blockWidth {
            block.write(inputs, taps, Self.blockWidth)
          } else {
            block.write(inputs, taps, width - column)
          }
        }
      }
    }
  }

  /// Some outputs of a panel.
  private struct Block {
    let source: UnsafePointer<Float>
    let target: UnsafeMutablePointer<Float>
    /// Between outputs of the source.
    let sourceStride: Int
    /// Between rows of the panel.
    let targetStride: Int

    /// A width known when this is compiled becomes straight code.
    @inline(__always)
    func write(_ inputs: Int, _ taps: Int, _ width: Int) {
      for input in 0..<inputs {
        for tap in 0..<taps {
          let row = target + (tap * inputs + input) * targetStride
          let elements = source + input * taps + tap
          for output in 0..<width { row[output] = elements[output * sourceStride] }
        }
      }
    }
  }
}
