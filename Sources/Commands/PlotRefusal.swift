package import RLAPlots

/// Why there is no plot, as facts.
package enum PlotRefusal {
  /// A format or an ending that plots do not have.
  case format
  /// Pixels per inch of a file without pixels.
  case resolutionOfVectors
  /// More pixels per inch than a bitmap of this size can have.
  case hugeBitmap(resolution: Int, most: Int)
  case drawing(PlotFailure)

  /// The exit code, by sysexits(3).
  var exitCode: Int32 {
    switch self {
    case .format, .resolutionOfVectors, .hugeBitmap: 64
    // The system lacks a part or memory.
    case .drawing: 71
    }
  }
}
