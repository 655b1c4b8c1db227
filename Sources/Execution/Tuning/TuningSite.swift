import RLAKernels

/// One pass of a step, with the kernels that can compute it.
struct TuningSite: Sendable {
  let key: TuningKey
  /// By rule of thumb the fastest one first.
  let trials: [any TuningTrial]

  var names: [String] { trials.map(\.name) }

  /// The memory in which any of the trials can run.
  var size: TuningMemory.Size { trials.map(\.size).reduce(.none) { $0.union($1) } }
}

/// A step that can run by several algorithms.
protocol TunableStep: Step {
  /// The passes of the plan in which there is a choice.
  var tuningSites: [TuningSite] { get }
}

/// One pass by one kernel, on values that mean nothing.
protocol TuningTrial: Sendable {
  /// The name of the algorithm.
  var name: String { get }

  /// The memory that it takes.
  var size: TuningMemory.Size { get }

  func run(_ memory: TuningMemory, on pool: WorkerPool)
}

extension StepFrame {
  /// The passes that run in a plan, the gradient of the inputs where that of one of the first
  /// `inputs` is wanted.
  func passes(inputs: Int) -> [TuningKey.Pass] {
    if !trains { return [.forward] }
    var passes = [TuningKey.Pass.trainingForward]
    if isDifferentiated {
      if (0..<inputs).contains(where: wants) { passes.append(.inputGradient) }
      if trainsWeights { passes.append(.weightGradient) }
    }
    return passes
  }
}
