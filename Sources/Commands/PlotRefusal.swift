package import RLAPlots
package import RLAQueries

/// Why there is no plot, as facts.
package enum PlotRefusal {
  /// A format or an ending that plots do not have.
  case format
  /// Pixels per inch of a file without pixels.
  case resolutionOfVectors
  /// More pixels per inch than a bitmap of this size can have.
  case hugeBitmap(resolution: Int, most: Int)
  case drawing(PlotFailure)
  /// A roofline of one layer alone.
  case layer(String)
  /// What a plot shows has sizes that are no numbers.
  case openSizes(String)
  /// Axes that are no two measures.
  case measures(PlotMeasure.Failure)
  /// The latency on an axis, and nothing measures it.
  case noLatency
  /// A measurement that no axis shows.
  case unusedBench
  /// No network has both measures.
  case nothing(x: String, y: String)

  /// The exit code, by sysexits(3).
  var exitCode: Int32 {
    switch self {
    case .format, .resolutionOfVectors, .hugeBitmap, .layer, .measures, .noLatency, .unusedBench: 64
    case .openSizes, .nothing: 65
    // The system lacks a part or memory.
    case .drawing: 71
    }
  }
}
