extension WeightLayout {
  /// Outputs that are written side by side: a cache line of them.
  private static let blockWidth = 16

  /// Of a tensor with so many elements, how many change places among themselves; the next ones
  /// follow in the same memory.
  func pieceCount(of count: Int) -> Int {
    switch self {
    case .plain: 0
    case .filter(let inputs, let outputs, let taps, let panelWidth):
      min(panelWidth, outputs) * inputs * taps
    case .matrix, .depthwise: count
    }
  }

  /// Brings a whole tensor from the order of the state_dict into this layout, piece by piece.
  ///
  /// - Parameter values: The elements, which stay in this memory.
  package func arrange(_ values: UnsafeMutableBufferPointer<Float>) {
    guard self != .plain, !values.isEmpty, let base = values.baseAddress else { return }
    let size = pieceCount(of: values.count)
    let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: size)
    defer { copy.deallocate() }
    guard case .filter(let inputs, let outputs, let taps, let panelWidth) = self else {
      _ = copy.update(fromContentsOf: values)
      return forEachRun(0..<values.count) { run in
        for step in 0..<run.count {
          base[run.place + step * run.stride] = copy[run.element + step]
        }
      }
    }
    let length = inputs * taps
    for group in 0..<values.count / (length * outputs) {
      for first in stride(from: 0, to: outputs, by: min(panelWidth, outputs)) {
        let width = min(panelWidth, outputs - first)
        let panel = base + (group * outputs + first) * length
        guard let source = copy.baseAddress else { return }
        source.update(from: panel, count: width * length)
        Self.turn(source, to: panel, width, inputs: inputs, taps: taps)
      }
    }
  }

  /// Writes the outputs of a panel side by side, in blocks: one output at a time would touch a
  /// cache line for each of its elements.
  private static func turn(
    _ source: UnsafePointer<Float>, to panel: UnsafeMutablePointer<Float>, _ width: Int,
    inputs: Int, taps: Int
  ) {
    for column in stride(from: 0, to: width, by: blockWidth) {
      let block = Block(
        source: source + column * inputs * taps, target: panel + column,
        sourceStride: inputs * taps, targetStride: width)
      if width - column >= blockWidth {
        block.write(inputs, taps, blockWidth)
      } else {
        block.write(inputs, taps, width - column)
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
