import RLAExecution
import RLAKernels
import RLANetworks
import RLAReports
import RLAText

/// One layer that runs alone.
extension BenchMeasurement {
  func measured(layer path: String) throws(CommandFailure) -> BenchAnswer {
    let progress = Progress(isShown: !command.quiet)
    defer { progress.end() }
    let (network, options) = (subject.network, subject.options)
    if command.check { _ = try subject.session(try subject.plan(), checking: command.mode.mode) }
    let tuner = tuner(progress)
    let benchmark = try planning(path) { () throws(PlanFailure) in
      try LayerBenchmark(
        path, in: network, options, isCold: command.cold, clock: clock,
        tuning: { plan throws(PlanFailure) in try tuner.tuned(plan) })
    }
    let result = run(benchmark, progress)
    var answer = BenchAnswer(remarksOn: result.conditions, isQuiet: command.quiet)
    let forward = result.passes.first { $0.pass == .forward }
    answer.text = Numbers.milliseconds(forward?.times.median.milliseconds ?? 0) + "\n"
    if !command.quiet {
      progress.show(ProgressText.measuringMachine)
      answer.text = LayerBenchReport(
        result, model: network.name, machine, try roofline(), cache: tuner?.cacheUse
      ).text(command.output.format, on: command.output.page)
    }
    return answer
  }

  /// Every algorithm that can run the layer.
  func measured(algorithmsOf path: String) throws(CommandFailure) -> BenchAnswer {
    let progress = Progress()
    defer { progress.end() }
    let (network, options) = (subject.network, subject.options)
    let benchmark = try planning(path) { () throws(PlanFailure) in
      try LayerBenchmark(
        allAlgorithmsOf: path, in: network, options, isCold: command.cold, clock: clock)
    }
    let result = run(benchmark, progress)
    var answer = BenchAnswer(remarksOn: result.conditions, isQuiet: false)
    progress.show(ProgressText.measuringMachine)
    answer.text = AlgorithmsReport(result, model: network.name, machine, try roofline())
      .text(command.output.format, on: command.output.page)
    return answer
  }

  private func planning<Planned>(
    _ path: String, _ body: () throws(PlanFailure) -> Planned
  ) throws(CommandFailure) -> Planned {
    try subject.planning("\(path) of \(subject.network.name)", body)
  }

  private func run(_ benchmark: LayerBenchmark, _ progress: Progress) -> LayerBenchmark.Result {
    let result = benchmark.run(
      command.limits, isInterrupted: { kept.isInterrupted }, progress: { show($0, progress) })
    guard let result else { preconditionFailure("Nothing interrupts before the first run.") }
    return result
  }
}
