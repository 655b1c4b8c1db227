import RLAExecution
import RLAKernels
import RLANetworks
import RLAQueries
import RLAReports

/// Several networks, measured one after the other.
struct BenchSeries {
  private let command: BenchCommand
  private let subjects: [BenchSubject]
  private let selection: BenchSelection
  private let machine: Machine
  private let clock = ContinuousClock()
  private let kept = KeptRuns()

  /// - Throws: `CommandFailure` for an option that several networks cannot share, and for the first
  ///   network that cannot run, before any has.
  init(
    _ command: BenchCommand, _ models: [NamedArchitecture], _ selection: BenchSelection,
    _ machine: Machine
  ) throws(CommandFailure) {
    self.command = command
    self.selection = selection
    self.machine = machine
    if command.layer != nil { throw .oneNetworkOnly(option: "--layer") }
    if command.compare != nil { throw .oneNetworkOnly(option: "--compare") }
    if command.weights.path != nil { throw .oneNetworkOnly(option: WeightsOption.name) }
    if command.quiet { throw .oneNetworkOnly(option: "--quiet") }
    var subjects: [BenchSubject] = []
    for model in models { subjects.append(try BenchSubject(model, command)) }
    self.subjects = subjects
  }

  func answer() throws(CommandFailure) -> BenchAnswer {
    let progress = Progress()
    defer { progress.end() }
    let plans = try plans(progress)
    let tuner = PlanTuner(command.tuning, command.execution, machine, kept, progress)
    var results: [Measured] = []
    for (index, plan) in plans.enumerated() where !kept.isInterrupted {
      // What was interrupted had fewer runs than the others.
      if let measured = try measured(index, plan, tuner, progress),
        !measured.result.conditions.wasInterrupted
      {
        results.append(measured)
      }
    }
    progress.show(ProgressText.measuringMachine)
    let roofline = try subjects[0].roofline(
      command.execution, clock, isHurried: kept.isInterrupted)
    let reports = results.map { measured in
      BenchReport(
        measured.result, measured.subject.cost, machine, roofline,
        file: measured.subject.fileRun, measuredBytes: measured.bytes, cache: tuner?.cacheUse)
    }
    let summary = BenchSummaryReport(
      reports, showing: try selected(results, reports), of: subjects.count)
    var answer = BenchAnswer()
    answer.text = summary.text(command.output.format, on: command.output.page)
    if kept.isInterrupted { answer.exitCode = 130 }
    return answer
  }

  /// A network with its times and the memory that the process took for it.
  private struct Measured {
    let subject: BenchSubject
    let result: Benchmark.Result
    let bytes: Int?
  }

  private func selected(
    _ results: [Measured], _ reports: [BenchReport]
  ) throws(CommandFailure) -> [Int] {
    let rows = zip(results, reports).map { measured, report in
      BenchSelection.Row(
        profile: measured.subject.profile,
        latency: Latency(milliseconds: measured.result.whole.median.milliseconds),
        measured: report.selectable)
    }
    do throws(BenchSelection.Failure) {
      return try selection.selected(rows)
    } catch {
      throw .explanation(
        .selection(error.reason, model: results[error.row].subject.network.name))
    }
  }

  private func plans(_ progress: Progress) throws(CommandFailure) -> [ExecutionPlan] {
    var plans: [ExecutionPlan] = []
    for (index, subject) in subjects.enumerated() {
      progress.show(ProgressText.planning(name(index)))
      plans.append(try subject.plan())
    }
    return plans
  }

  private func measured(
    _ index: Int, _ untuned: ExecutionPlan, _ tuner: PlanTuner?, _ progress: Progress
  ) throws(CommandFailure) -> Measured? {
    let mode = command.mode.mode
    progress.show(name(index))
    let plan = try subjects[index].tuned(untuned, tuner)
    let meter = MemoryMeter()
    let session = try subjects[index].session(plan, checking: command.check ? mode : nil)
    let (done, current) = shares(index)
    let benchmark = try subjects[index].benchmark(session, command, clock)
    let result = benchmark.run(
      command.limits, isInterrupted: { kept.isInterrupted },
      progress: { progress.show(name(index), $0, done: done, current: current) })
    let bytes = subjects[index].grown(meter, command)
    kept.keep()
    return result.map { Measured(subject: subjects[index], result: $0, bytes: bytes) }
  }

  private func name(_ index: Int) -> String {
    ProgressText.network(subjects[index].network.name, index + 1, of: subjects.count)
  }

  /// The shares of the whole time that the networks before one and this one take, guessed from their
  /// multiply-adds.
  private func shares(_ index: Int) -> (done: Double, current: Double) {
    let macs = subjects.map { Double($0.cost.macs) }
    let all = max(1, macs.reduce(0, +))
    return (macs[..<index].reduce(0, +) / all, macs[index] / all)
  }
}
