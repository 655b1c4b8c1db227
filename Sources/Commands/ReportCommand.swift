import ArgumentParser
import RLAAnalysis
import RLAExecution
import RLAReports

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "report",
    abstract: "Write one HTML file that shows a network, or compares several, at any size.",
    discussion: """
      The file needs no other and asks no network for anything, so that it can be sent by mail. Its \
      fields change sizes, and every number follows. 'rla-profile report -a resnet50_rla -o \
      report.html' makes one.
      """)

  @OptionGroup(title: "Network") var network: NetworkNames
  @OptionGroup(title: "Network") var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "Do not train a module and what it contains. Repeat for several.", valueName: "path"))
  var freeze: [String] = []

  @Option(help: "The optimizer, for the memory of training.")
  var optimizer = Optimizer.momentum

  @OptionGroup var memory: MemoryOptions

  @Flag(help: "Run each network, and show where the time goes.")
  var bench = false

  @Option(help: "What a run is: forward; forward and backward; a whole training step.")
  var mode = BenchMode(.inference)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Timed runs of each network; by default \(ReportCommand.standardRuns).", valueName: "n"),
    transform: PositiveNumber.parse)
  var benchRuns: Int?

  @OptionGroup(title: "Execution, with --bench") var execution: ExecutionOptions
  @OptionGroup(title: "Execution, with --bench") var tuning: TuningOptions
  @OptionGroup(title: "Output") var output: OutputFile

  private static let standardRuns = 30

  func validate() throws {
    if bench {
      try memory.requireFloat32()
    } else if benchRuns != nil || mode.mode != .inference || !execution.areStandard
      || !tuning.areStandard
    {
      throw ValidationError(Wording.reportBenchAlone)
    }
  }

  func run() throws {
    if mode.isOldWord { Output.remark(Wording.renamedMode) }
    var refusing: [String] = []
    var count = 0
    var isInterrupted = false
    try output.write(endings: ["html", "htm"]) { () throws(CommandFailure) in
      let requests = try network.requested()
      count = requests.count
      let subjects: [ReportSubject]
      (subjects, refusing) = try model.accepting(requests) { request throws(CommandFailure) in
        try ReportSubject(request, self)
      }
      let series = try bench ? measurement(of: subjects) : nil
      let measured = try series?.measured()
      isInterrupted = series?.isInterrupted ?? false
      var networks: [ReportNetwork] = []
      for (index, subject) in subjects.enumerated() {
        let result = measured.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        networks.append(subject.network(with: result))
      }
      let document = ReportDocument(networks, version: RLAProfile.version)
      return String(decoding: ReportPage(document).bytes, as: UTF8.self)
    }
    if isInterrupted { throw ExitCode(130) }
    try CommandFailure.end(refusing, of: count)
  }

  private func measurement(
    of subjects: [ReportSubject]
  ) throws(CommandFailure) -> NetworkSeries {
    let settings = BenchSettings(
      model: model, execution: execution, tuning: tuning, mode: mode.mode)
    let limits = Benchmark.Limits(
      warmup: 3, runs: benchRuns ?? Self.standardRuns,
      duration: benchRuns == nil ? .seconds(10) : nil, attempts: BenchCommand.attempts)
    var series = try NetworkSeries(
      subjects.map(\.named), settings, limits, try execution.machine())
    series.keepsTimelines = true
    return series
  }
}
