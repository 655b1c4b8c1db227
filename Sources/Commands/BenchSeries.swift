import RLAExecution
import RLAKernels
import RLANetworks
import RLAReports

/// Several networks, measured one after the other.
struct BenchSeries {
  private let command: BenchCommand
  private let subjects: [BenchSubject]
  private let machine: Machine
  private let clock = ContinuousClock()
  private let kept = KeptRuns()

  /// - Throws: `CommandFailure` for an option that several networks cannot share, and for the first
  ///   network that cannot run, before any has.
  init(
    _ command: BenchCommand, _ models: [NamedArchitecture], _ machine: Machine
  ) throws(CommandFailure) {
    self.command = command
    self.machine = machine
    if command.layer != nil { throw .oneNetworkOnly(option: "--layer") }
    if command.compare != nil { throw .oneNetworkOnly(option: "--compare") }
    if command.quiet { throw .oneNetworkOnly(option: "--quiet") }
    var subjects: [BenchSubject] = []
    for model in models { subjects.append(try BenchSubject(model, command)) }
    self.subjects = subjects
  }

  func answer() throws(CommandFailure) -> BenchAnswer {
    let progress = Progress()
    defer { progress.end() }
    let plans = try plans(progress)
    var reports: [(Benchmark.Result, BenchCost)] = []
    for (index, plan) in plans.enumerated() where !kept.isInterrupted {
      let result = try measured(index, plan, progress)
      // What was interrupted had fewer runs than the others.
      if let result, !result.conditions.wasInterrupted {
        reports.append((result, subjects[index].cost))
      }
    }
    progress.show(ProgressText.measuringMachine)
    let roofline = try subjects[0].roofline(command.execution, clock)
    let summary = BenchSummaryReport(
      reports.map { BenchReport($0, $1, machine, roofline) }, of: subjects.count)
    var answer = BenchAnswer()
    answer.text = summary.text(command.output.format, on: command.output.page)
    if kept.isInterrupted { answer.exitCode = 130 }
    return answer
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
    _ index: Int, _ plan: ExecutionPlan, _ progress: Progress
  ) throws(CommandFailure) -> Benchmark.Result? {
    let mode = command.mode.mode
    progress.show(name(index))
    let session = try subjects[index].session(plan, checking: command.check ? mode : nil)
    let (done, current) = shares(index)
    let benchmark = try subjects[index].benchmark(session, command, clock)
    let result = benchmark.run(
      command.limits, isInterrupted: { kept.isInterrupted },
      progress: { progress.show(name(index), $0, done: done, current: current) })
    kept.keep()
    return result
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
