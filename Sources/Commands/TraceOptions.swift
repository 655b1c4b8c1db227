import ArgumentParser
import RLAExecution
package import RLAReports

extension BenchMeasure: ArgumentWord {}

/// What `bench` draws.
enum BenchPlot: String, CaseIterable, ArgumentWord {
  case roofline
}

/// Files for viewers of traces and flame graphs.
struct TraceOptions: ParsableArguments {
  @Option(
    name: .customLong("trace"),
    help: ArgumentHelp(
      "Write one further run, thread by thread, for Perfetto or speedscope (Trace Event Format).",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var tracePath: String?

  @Option(
    name: .customLong("folded"),
    help: ArgumentHelp(
      "Write the steps by module as stacks for flame graph tools.", valueName: "file"),
    completion: .file())
  var foldedPath: String?

  @Option(help: "What the stacks count; by default time, in nanoseconds.")
  var foldedBy: BenchMeasure?

  var trace: SideFile? { SideFile("--trace", tracePath, endings: ["json"]) }
  var folded: SideFile? { SideFile("--folded", foldedPath, endings: ["txt"]) }

  /// The option that only one whole network has, if one is given.
  var given: String? { (trace ?? folded)?.option }

  /// Refuses what cannot apply.
  func require(beside output: OutputOptions, layer: String?) throws {
    if foldedBy != nil, foldedPath == nil { throw ValidationError(Wording.foldedByAlone) }
    if let given, layer != nil { throw ValidationError(Wording.wholeNetwork(given)) }
    try SideFile.requireApart([trace, folded], answer: output)
  }

  /// Refuses files that would not hold what their endings say.
  func requireEndings() throws(CommandFailure) {
    try trace?.requireEnding()
    try folded?.requireEnding()
  }

  /// The files with what they hold.
  func texts(
    _ result: Benchmark.Result, _ timeline: Timeline?, _ cost: BenchCost
  ) -> [(SideFile, String)] {
    var files: [(SideFile, String)] = []
    if let trace, let timeline {
      files.append((trace, BenchTrace(result, timeline, cost).text))
    }
    if let folded {
      files.append((folded, FoldedStacks(result, by: foldedBy ?? .time).text))
    }
    return files
  }
}
