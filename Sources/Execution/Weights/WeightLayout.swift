import RLAKernels

/// Where the elements of a state_dict tensor lie in memory, so that kernels read weights as they
/// are: the outputs of a filter stand side by side, in panels.
enum WeightLayout: Hashable, Sendable {
  /// As in the state_dict.
  case plain
  /// O×(I/groups)×taps becomes groups × (taps·I/groups × O/groups in panels).
  case filter(inputs: Int, outputs: Int, taps: Int, panelWidth: Int)
  /// C×1×taps becomes taps×C.
  case depthwise(channels: Int, taps: Int)

  /// Elements that follow each other in the state_dict and lie evenly spaced in memory.
  struct Run {
    /// The first of them in the order of the state_dict.
    let element: Int
    /// Where it lies in memory.
    let place: Int
    let count: Int
    /// From one to the next in memory.
    let stride: Int
  }

  /// Visits a range of elements in the order of the state_dict, run by run.
  ///
  /// Only the beginning of a run takes divisions.
  @inline(__always)
  func forEachRun(_ elements: Range<Int>, _ visit: (Run) -> Void) {
    var next = elements.lowerBound
    while next < elements.upperBound {
      let run = run(from: next, most: elements.upperBound - next)
      visit(run)
      next += run.count
    }
  }

  private func run(from element: Int, most: Int) -> Run {
    switch self {
    case .plain:
      return Run(element: element, place: element, count: most, stride: 1)
    case .depthwise(let channels, let taps):
      let (channel, tap) = element.quotientAndRemainder(dividingBy: taps)
      return Run(
        element: element, place: tap * channels + channel, count: min(most, taps - tap),
        stride: channels)
    case .filter(let inputs, let outputs, let taps, let panelWidth):
      let (output, place) = element.quotientAndRemainder(dividingBy: inputs * taps)
      let (input, tap) = place.quotientAndRemainder(dividingBy: taps)
      let (group, column) = output.quotientAndRemainder(dividingBy: outputs)
      let first = PanelMatrix.offset(
        row: 0, column: column, rows: taps * inputs, columns: outputs, width: panelWidth)
      let row = PanelMatrix.rowStride(column: column, columns: outputs, width: panelWidth)
      return Run(
        element: element,
        place: group * taps * inputs * outputs + first + (tap * inputs + input) * row,
        count: min(most, taps == 1 ? inputs - input : taps - tap),
        stride: taps == 1 ? row : inputs * row)
    }
  }
}
