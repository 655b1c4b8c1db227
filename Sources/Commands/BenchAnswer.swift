import RLAExecution
import RLAFormats
import RLAPlots
import RLAQueries
import RLAReports

/// What `bench` prints, and how the process ends.
struct BenchAnswer {
  var text = ""
  /// What is said on the standard error, besides the answer.
  var remarks: [String] = []
  var exitCode: Int32 = 0
  /// What is drawn in place of the text, where that was asked for.
  var plot: LinePlot?
  /// Files beside the answer.
  var files: [(SideFile, String)] = []

  init() {}

  /// An answer that begins with what is to be said of how the measurement went.
  init(remarksOn series: SeriesConditions, isQuiet: Bool) {
    if series.wasInterrupted { exitCode = 130 }
    // A report has a warning; a number alone cannot say that it is not to be trusted.
    if isQuiet, let disturbance = series.disturbance {
      remarks.append(Wording.disturbed(disturbance))
    }
  }

  /// Adds what a comparison says, and the exit code of a bar that was not met.
  mutating func add(_ comparison: BenchComparison, limit: Double?, toText isText: Bool) {
    if isText {
      text += comparison.lines.map { "\($0)\n" }.joined()
    } else {
      remarks += comparison.lines
    }
    guard exitCode == 0, let limit, comparison.ratio > limit else { return }
    if comparison.exceeds(limit) {
      exitCode = 1
      remarks.append(
        Wording.tooSlow(comparison.ratio, interval: comparison.interval, limit: limit))
    } else {
      remarks.append(Wording.withinNoise(comparison.ratio, limit: limit))
    }
  }
}

/// An earlier report that a measurement is compared with.
struct Baseline {
  private let path: String
  private let saved: SavedBench
  private let isBar: Bool

  /// Reads the report that `--compare` names; nil where it is absent.
  init?(_ command: BenchCommand) throws(CommandFailure) {
    guard let path = command.compare else { return nil }
    guard let saved = SavedBench(parsing: try InputFile.text(path)) else {
      throw .notABenchReport(path)
    }
    self.path = path
    self.saved = saved
    isBar = command.failAbove != nil
  }

  /// Refuses, before anything runs, what `--fail-above` cannot compare.
  func requireLike(_ conditions: SavedBench.Conditions) throws(CommandFailure) {
    guard isBar,
      let differences = BenchConditions(conditions, saved.conditions).differencesText
    else { return }
    throw .unlikeRuns(path, differences: differences)
  }

  func comparison(with new: SavedBench) -> BenchComparison { BenchComparison(new, to: saved) }
}
