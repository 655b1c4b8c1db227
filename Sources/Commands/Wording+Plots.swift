import RLAAnalysis
import RLAPlots
import RLAQueries
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

  static func optionOfPlot(_ option: String) -> String {
    "\(option) is about the table, and --plot draws instead; leave one of them out."
  }

  static func trainingOfPlot(_ option: String) -> String {
    "\(option) is about training, and this plot is not; '--plot memory:training' shows it."
  }

  static func bytesOfPlot(_ dtype: StoragePrecision) -> String {
    "--dtype \(dtype.rawValue) changes bytes, and this plot shows none; leave it out, or draw bytes, as in "
      + "'--plot icicle:moved'."
  }

  static func unknownMemory(_ word: String) -> String {
    "there is no memory of '\(word.printable)'; expected 'memory:inference' or 'memory:training'."
  }

  static func unknownPlot(_ word: String, of names: [String]) -> String {
    suggesting(
      likelyNames(for: word, in: names, count: 1), after: "there is no plot '\(word.printable)'")
      + " The plots are \(names.joined(separator: ", "))."
  }

  static func unknownMeasure(_ word: String, of names: [String]) -> String {
    suggesting(
      likelyNames(for: word, in: names, count: 3),
      after: "nothing is counted as '\(word.printable)' call by call")
      + " 'rla-profile help profile' lists the columns, 'rla-profile conventions' the numbers."
  }

  static func sameFile(_ option: String, _ other: String, path: String) -> String {
    "\(option) and \(other) would go to '\(path.printable)' both; name two files."
  }

  static let foldedByAlone =
    "--folded-by says what the stacks of a file count; name the file with --folded."

  static func wholeNetwork(_ option: String) -> String {
    "\(option) writes down a whole network; leave out --layer."
  }

  package static func lacking(_ models: [String], _ x: String, _ y: String) -> String {
    "The plot lacks \(someOf(models)), for which \(x) or \(y) is unknown."
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
    case .layer(let path):
      "A roofline shows the steps of a network or of a module, and \(path) is one layer; name a module "
        + "with --layer, or leave it out."
    case .openSizes(let name):
      "A plot needs numbers, and \(name) has sizes that are left open, or counts beyond 64 bits; give "
        + "sizes with --input or --input-values."
    case .measures(.notAPair(let text)):
      "--plot '\(text.printable)' does not name two measures; expected a pair such as latency:macs."
    case .measures(.unknown(let name, let suggestions)):
      suggesting(suggestions, after: "There is no measure '\(name.printable)' for --plot")
        + (suggestions.isEmpty ? " 'rla-profile help sweep' lists the figures." : "")
    case .noLatency: "--plot names the latency, which is only measured with --bench; add --bench."
    case .unusedBench:
      "--bench measures the latency, which neither axis of the plot shows; write for example '--plot "
        + "latency:macs', or leave out --bench."
    case .nothing(let x, let y):
      "No network has both \(x) and \(y), so there is nothing to draw; name other measures."
    case .drawing(.noLibrary(let name)):
      "PDF and PNG need Cairo, and \(name) cannot be opened; on Debian, 'apt install libcairo2' "
        + "brings it, and SVG does without."
    case .drawing(.refused(let format, let reason)):
      "Cairo cannot write this \(format.rawValue.uppercased()): \(reason); SVG does without."
    }
  }
}
