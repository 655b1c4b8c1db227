import Kernels
import Operators
import Symbolic

/// Where the elements of a state_dict tensor lie in memory, so that kernels read weights as they
/// are: the outputs of a filter stand side by side, in panels.
enum WeightLayout: Hashable, Sendable {
  /// As in the state_dict.
  case plain
  /// O×(I/groups)×taps becomes groups × (taps·I/groups × O/groups in panels).
  case filter(inputs: Int, outputs: Int, taps: Int, panelWidth: Int)
  /// I×O×taps becomes I × taps × O.
  case transposed(outputs: Int, taps: Int)
  /// C×1×taps becomes taps×C.
  case depthwise(channels: Int, taps: Int)

  init(_ function: any Operator, weight: Int, panelWidth: Int) {
    self = .plain
    if weight > 0 { return }
    if let linear = function as? Linear, let inputs = linear.inputFeatures.value,
      let outputs = linear.outputFeatures.value
    {
      self = .filter(inputs: inputs, outputs: outputs, taps: 1, panelWidth: panelWidth)
    }
    if let transposed = function as? TransposedConvolution,
      let outputs = transposed.outputChannels.value
    {
      self = .transposed(
        outputs: outputs, taps: transposed.windows.reduce(1) { $0 * $1.kernel })
    }
    guard let convolution = function as? Convolution, let groups = convolution.groups.value,
      let inputs = convolution.inputChannels.value, let outputs = convolution.outputChannels.value
    else { return }
    let taps = convolution.windows.reduce(1) { $0 * $1.kernel }
    self =
      convolution.isDepthwise && inputs == outputs
      ? .depthwise(channels: inputs, taps: taps)
      : .filter(
        inputs: inputs / groups, outputs: outputs / groups, taps: taps, panelWidth: panelWidth)
  }

  /// The place in memory of each element in the order of the state_dict.
  func place(of index: Int) -> Int {
    switch self {
    case .plain: return index
    case .depthwise(let channels, let taps):
      return index % taps * channels + index / taps
    case .transposed(let outputs, let taps):
      let (rest, tap) = index.quotientAndRemainder(dividingBy: taps)
      let (input, output) = rest.quotientAndRemainder(dividingBy: outputs)
      return (input * taps + tap) * outputs + output
    case .filter(let inputs, let outputs, let taps, let panelWidth):
      let (rest, tap) = index.quotientAndRemainder(dividingBy: taps)
      let (output, input) = rest.quotientAndRemainder(dividingBy: inputs)
      let (group, column) = output.quotientAndRemainder(dividingBy: outputs)
      let rows = taps * inputs
      return group * rows * outputs
        + PanelMatrix.offset(
          row: tap * inputs + input, column: column, rows: rows, columns: outputs,
          width: panelWidth)
    }
  }
}
