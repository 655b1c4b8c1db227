/// A training that PyTorch's DistributedDataParallel ran in double precision on several processes, each
/// with its share of the batches of a `TrainingCase`.
package struct DistributedCase: Decodable, Sendable {
  /// The file of the case.
  package let reference: String
  package let processes: Int
  /// By process, before each step at the small rate.
  let loss: [[Double]]
  let gradientNorm: Double
  let momentumNorms: [String: Double]
  /// Of the first process, whose statistics the others take.
  let bufferNorms: [String: Double]

  enum CodingKeys: String, CodingKey {
    case processes, loss
    case reference = "case"
    case gradientNorm = "gradient_norm_step_1"
    case momentumNorms = "momentum_norms_after_step_60"
    case bufferNorms = "buffer_norms_after_step_60"
  }

  /// The means over the processes, whose batches are of one size.
  var meanLoss: [Double] {
    loss[0].indices.map { step in
      loss.reduce(0) { $0 + $1[step] } / Double(loss.count)
    }
  }
}

extension TrainingCaseRun {
  /// Runs the steps at the small rate as one of several processes.
  ///
  /// - Returns: What was compared, the same on each of them.
  /// - Throws: `TrainingFailure` where the network cannot be trained.
  package func checks(
    _ expected: DistributedCase, _ group: any ProcessGroup
  ) throws(TrainingFailure) -> [Check] {
    var recipe = reference.recipe
    recipe.decay = reference.smallRate.weightDecay
    let rate = reference.smallRate.lr
    let first = try trainer(recipe, group)
    var checks = [
      worst(
        "loss of step 1", try losses(first, steps: 1, from: 0) { _ in rate }, expected.meanLoss,
        2e-5)
    ]
    checks.append(gradientNorm(first, expected.gradientNorm))
    let trainer = try trainer(recipe, group)
    let losses = try losses(trainer, steps: expected.loss[0].count, from: 0) { _ in rate }
    trainer.beginEvaluation()
    checks.append(
      worst("losses of \(losses.count) steps at a small rate", losses, expected.meanLoss, 1e-4))
    return checks
      + norms(trainer, momentum: expected.momentumNorms, statistics: expected.bufferNorms)
  }
}
