import RLAExecution
import RLAKernels
import RLANetworks
import RLAReports
import RLAText
import RLATraining

/// What a training will cost, from some of its steps.
struct TrainingCost {
  private let command: TrainCommand
  private let setup: TrainingSetup

  /// How long each of the two measurements may take.
  private static let limits = Benchmark.Limits(warmup: 2, runs: 30, duration: .seconds(6))

  init(_ command: TrainCommand) throws(CommandFailure) {
    self.command = command
    setup = try TrainingSetup(command, resumed: nil, SingleProcess())
  }

  func text(_ format: ReportFormat, on page: Page) throws(CommandFailure) -> String {
    let machine = try setup.machine()
    let algorithms = try setup.algorithms(machine, recorded: nil)
    let options = setup.settings.options(algorithms)
    var evaluating = options
    evaluating.purpose = .inference
    let (step, plan, parameters) = try measured(options, .training)
    let (evaluation, _, _) = try measured(evaluating, .inference)
    let learned = parameters.entries.filter(\.isLearned).reduce(0) { $0 + $1.count }
    let estimate = TrainingEstimate(
      images: (setup.training.count, setup.validation.count), batch: setup.settings.recipe.batch,
      epochs: setup.settings.recipe.epochs, step: step.whole.median,
      evaluation: evaluation.whole.median, gradientBytes: 4 * learned)
    let memory = EstimateReport.Memory(
      weights: 4 * parameters.count, gradientsAndMomentum: 8 * parameters.count,
      activations: plan.activationBytes)
    return EstimateReport(
      setup.network.name, setup.settings, estimate, memory,
      command.bandwidth ?? Self.bandwidth, conditions: [machine.processor]
    )
    .text(format, on: page)
  }

  /// A usual network between machines.
  private static let bandwidth = Bandwidth(gigabits: 10)

  private func measured(
    _ options: PlanOptions, _ mode: Benchmark.Mode
  ) throws(CommandFailure) -> (Benchmark.Result, ExecutionPlan, Parameters) {
    try setup.planning { () throws(PlanFailure) in
      let session = try Session(ExecutionPlan(setup.network, options))
      let benchmark = try PlanFailure.refusing { () throws(ResourceFailure) in
        try Benchmark(session, mode, isCold: false, clock: ContinuousClock())
      }
      guard
        let result = benchmark.run(
          Self.limits, isInterrupted: { false }, progress: { _ in })
      else { preconditionFailure("A run that nothing interrupts ends.") }
      return (result, session.plan, session.parameters)
    }
  }
}
