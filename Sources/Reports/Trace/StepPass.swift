import RLAExecution

/// What one pass of a measured step costs by its definition, and how it ran.
struct StepPass {
  /// Multiply-adds.
  let macs: Double
  /// Floating-point operations, a multiply-add counted as two.
  let operations: Double
  /// Bytes of inputs, weights and results, each once.
  let bytes: Double
  let algorithm: String

  /// - Parameters:
  ///   - step: The step with the times of its passes.
  ///   - pass: Forward or backward; nil is answered for the others, and for a backward pass that does
  ///     not run.
  init?(_ step: Benchmark.StepTimes, _ pass: Timeline.Pass) {
    // The backward pass makes two gradients, each as costly as the forward pass.
    let all = step.backward == nil ? 1.0 : 3.0
    let own: Double
    switch pass {
    case .forward:
      own = 1
      algorithm = step.step.algorithm
    case .backward:
      if step.backward == nil { return nil }
      own = 2
      let algorithms = step.step.algorithms
      algorithm =
        "input \(algorithms.inputGradient.name), weights \(algorithms.weightGradient.name)"
    case .loss, .optimizer: return nil
    }
    let defined = Double(step.multiplyAdds.executed) + step.savedOperations / 2
    macs = defined * own / all
    operations = step.operations * own / all
    bytes = step.bytes * own / all
  }
}
