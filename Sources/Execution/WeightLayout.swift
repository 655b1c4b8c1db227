import Kernels

/// Where the elements of a state_dict tensor lie in memory, so that kernels read weights as they
/// are: the outputs of a filter stand side by side, in panels.
enum WeightLayout: Hashable, Sendable {
  /// As in the state_dict.
  case plain
  /// O×(I/groups)×taps becomes groups × (taps·I/groups × O/groups in panels).
  case filter(inputs: Int, outputs: Int, taps: Int, panelWidth: Int)
  /// C×1×taps becomes taps×C.
  case depthwise(channels: Int, taps: Int)

  /// The place in memory of each element in the order of the state_dict.
  func place(of index: Int) -> Int {
    switch self {
    case .plain: return index
    case .depthwise(let channels, let taps):
      return index % taps * channels + index / taps
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
