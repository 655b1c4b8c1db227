import RLAPlots
import RLAText

/// Sentences about plots and traces.
extension Wording {
  static let logWithoutPlot =
    "--log sets the scale of a plot; name what it shows with --plot or leave out --log."

  static func lookWithoutPlot(_ option: String) -> String {
    "\(option) says how a plot looks; name what it shows with --plot or leave out \(option)."
  }

  static func narrowPlot(centimeters: Double) -> String {
    "A plot has no room for its axes in so few centimeters; expected at least "
      + "\(Numbers.fixed(centimeters, decimals: 0)), 'one' or 'two'."
  }

  package static func sentence(_ refusal: PlotRefusal) -> String {
    switch refusal {
    case .format:
      "--plot draws SVG, PDF or PNG; leave out --format, and end the name of the file with .svg, "
        + ".pdf or .png."
    case .resolutionOfVectors:
      "--resolution is of bitmaps, and this plot has none; leave it out, or end the name of the "
        + "file with .png."
    case .hugeBitmap(let resolution, let most):
      "A bitmap of \(resolution) pixels per inch would be too large at this width; expected at most "
        + "\(most). SVG and PDF have no such limit."
    case .drawing(.noLibrary(let name)):
      "PDF and PNG need Cairo, and \(name) cannot be opened; on Debian, 'apt install libcairo2' "
        + "brings it, and SVG does without."
    case .drawing(.refused(let format, let reason)):
      "Cairo cannot write this \(format.rawValue.uppercased()): \(reason); SVG does without."
    }
  }
}
