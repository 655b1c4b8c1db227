import RLAKernels

/// The memory layout of a state_dict tensor, chosen so that kernels can read weights directly: the
/// outputs of a filter are contiguous, in panels.
package enum WeightLayout: Hashable, Sendable {
  /// As in the state_dict.
  case plain
  /// O×(I/groups)×taps becomes groups × (taps·I/groups × O/groups in panels).
  case filter(inputs: Int, outputs: Int, taps: Int, panelWidth: Int)
  /// A matrix whose rows are inputs and whose columns are outputs becomes panels of columns.
  case matrix(rows: Int, columns: Int, panelWidth: Int)
  /// C×1×taps becomes taps×C.
  case depthwise(channels: Int, taps: Int)

  /// Consecutive elements of the state_dict that are evenly spaced in memory.
  package struct Run {
    /// The index of the first in the order of the state_dict.
    package let element: Int
    /// Its offset in memory.
    package let place: Int
    package let count: Int
    /// The distance between elements in memory.
    package let stride: Int
  }

  /// Visits a range of elements in the order of the state_dict, run by run.
  ///
  /// Only the beginning of a run needs divisions.
  @inline(__always)
  package func forEachRun(_ elements: Range<Int>, _ visit: (Run) -> Void) {
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
    case .matrix(let rows, let columns, let panelWidth):
      let (row, column) = element.quotientAndRemainder(dividingBy: columns)
      let width = PanelMatrix.rowStride(column: column, columns: columns, width: panelWidth)
      return Run(
        element: element,
        place: PanelMatrix.offset(
          row: row, column: column, rows: rows, columns: columns, width: panelWidth),
        count: min(most, width - column % min(panelWidth, columns)), stride: 1)
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
