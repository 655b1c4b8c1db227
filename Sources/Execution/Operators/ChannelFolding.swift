import RLAKernels
import RLANetworks

/// Scales and shifts by channel that follow each other, as one scale and one shift; in inference.
struct ChannelFolding: Sendable {
  enum Term: Hashable, Sendable {
    /// Running statistics, scale and shift of a batch normalization.
    case norm(layer: Int, epsilon: Double)
    /// A product with a constant, of one element for each channel or of one.
    case factor(ValueID)
    /// A sum with such a constant.
    case offset(ValueID)
  }

  let terms: [Term]
  let channels: Int

  /// `bias` is that of the layer before, which the terms scale too.
  func write(
    _ memory: StepMemory, scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>,
    bias: UnsafePointer<Float>?
  ) {
    for channel in 0..<channels {
      var folded = (scale: 1.0, shift: Double(bias?[channel] ?? 0))
      for term in terms { apply(term, channel, memory, to: &folded) }
      scale[channel] = Float(folded.scale)
      shift[channel] = Float(folded.shift)
    }
  }

  private func apply(
    _ term: Term, _ channel: Int, _ memory: StepMemory,
    to folded: inout (scale: Double, shift: Double)
  ) {
    switch term {
    case .norm(let layer, let epsilon):
      func weight(_ index: Int) -> Double { Double(memory.weight(layer, index)[channel]) }
      let factor = weight(0) / (weight(3) + epsilon).squareRoot()
      folded.scale *= factor
      folded.shift = weight(1) - (weight(2) - folded.shift) * factor
    case .factor(let value):
      let factor = number(value, channel, memory)
      folded.scale *= factor
      folded.shift *= factor
    case .offset(let value): folded.shift += number(value, channel, memory)
    }
  }

  private func number(_ value: ValueID, _ channel: Int, _ memory: StepMemory) -> Double {
    let tensor = memory.tensor(value)
    return Double(tensor.elements(of: Float.self)[tensor.count == 1 ? 0 : channel])
  }
}
