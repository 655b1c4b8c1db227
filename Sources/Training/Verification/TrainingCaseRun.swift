package import RLACheckpoints
import RLAExecution
import RLAImages
package import RLANetworks

/// Runs a training as PyTorch did, and says how far it is off.
///
/// The first epoch is chaotic: PyTorch's own 32-bit runs leave the double precision within five
/// steps. So later losses from scratch are not compared, only the accuracy at the end.
package struct TrainingCaseRun {
  /// One thing that was compared.
  package struct Check: Hashable, Sendable {
    package let name: String
    package let error: Double
    package let tolerance: Double

    package var isWithinTolerance: Bool { error <= tolerance }
  }

  let reference: TrainingCase
  private let network: Network
  private let digits: Digits
  private let threads: Int

  package init(_ reference: TrainingCase, _ network: Network, _ digits: Digits, threads: Int) {
    self.reference = reference
    self.network = network
    self.digits = digits
    self.threads = threads
  }

  /// Runs the case.
  ///
  /// - Parameters:
  ///   - checkpoint: The one after the first epoch.
  ///   - isLong: Whether all epochs run for the accuracy at the end.
  /// - Returns: What was compared, in the order of the runs.
  /// - Throws: `TrainingFailure` where the network cannot be trained or the checkpoint is of another.
  package func checks(
    resuming checkpoint: Checkpoint, isLong: Bool
  ) throws(TrainingFailure) -> [Check] {
    var checks = try firstStep()
    checks += try smallRate()
    checks += try resumed(checkpoint)
    if isLong { checks.append(try accuracy()) }
    return checks
  }

  func trainer(
    _ recipe: Recipe, _ group: any ProcessGroup = SingleProcess()
  ) throws(TrainingFailure) -> Trainer {
    do throws(PlanFailure) {
      let parameters = try Parameters(network)
      parameters.fillWithSyntheticWeights()
      let (_, height, width) = digits.training.shape
      return try Trainer(
        parameters,
        PlanOptions(
          batch: group.place.share(ofBatch: recipe.batch), height: height, width: width,
          purpose: .training, threads: threads),
        recipe, seed: 0, group: group)
    } catch {
      throw .plan(error)
    }
  }

  private func firstStep() throws(TrainingFailure) -> [Check] {
    let trainer = try trainer(reference.recipe)
    let losses = try losses(trainer, steps: 1, from: 0) { reference.recipe.rate(epoch: $0) }
    return [
      worst("loss of step 1", losses, reference.float64.loss, 2e-5),
      gradientNorm(trainer, reference.float64.gradientNorm),
    ]
  }

  func gradientNorm(_ trainer: Trainer, _ expected: Double) -> Check {
    let squares = trainer.learned.reduce(0) { sum, index in
      sum + trainer.parameters.gradient(index).reduce(0) { $0 + Double($1) * Double($1) }
    }
    return Check(
      name: "gradient norm of step 1", error: relative(squares.squareRoot(), expected),
      tolerance: 1e-3)
  }

  private func smallRate() throws(TrainingFailure) -> [Check] {
    var recipe = reference.recipe
    let small = reference.smallRate
    recipe.decay = small.weightDecay
    let trainer = try trainer(recipe)
    let losses = try losses(trainer, steps: small.loss.count, from: 0) { _ in small.lr }
    return [
      worst("losses of \(small.loss.count) steps at a small rate", losses, small.loss, 1e-4)
    ] + norms(trainer, momentum: small.momentumNorms, statistics: small.bufferNorms)
  }

  func norms(
    _ trainer: Trainer, momentum: [String: Double], statistics: [String: Double]
  ) -> [Check] {
    let parameters = trainer.parameters
    func norm(_ values: [Float]) -> Double {
      values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    func worst(_ norms: [String: Double], _ values: (Int) -> [Float]) -> Double {
      norms.reduce(0) { error, expected in
        guard let index = parameters.index(of: expected.key) else { return .infinity }
        return max(error, relative(norm(values(index)), expected.value))
      }
    }
    return [
      Check(
        name: "momentum after them", error: worst(momentum, parameters.momentum),
        tolerance: 1e-2),
      Check(
        name: "statistics after them", error: worst(statistics) { parameters[$0] },
        tolerance: 1e-3),
    ]
  }

  private func resumed(_ checkpoint: Checkpoint) throws(TrainingFailure) -> [Check] {
    let trainer = try trainer(reference.recipe)
    _ = try trainer.resume(checkpoint)
    let expected = reference.resume
    let score = try evaluate(trainer)
    let losses = try losses(trainer, steps: expected.loss.count, from: 1) {
      reference.recipe.rate(epoch: $0)
    }
    let counts = abs(score.top1 - expected.evaluation.top1Correct)
    let counts5 = abs(score.top5 - expected.evaluation.top5Correct)
    return [
      Check(
        name: "right answers of the checkpoint", error: Double(counts + counts5), tolerance: 0),
      Check(
        name: "its loss", error: relative(score.loss ?? .infinity, expected.evaluation.loss),
        tolerance: 1e-5),
      worst("losses of \(expected.loss.count) steps after it", losses, expected.loss, 1e-3),
    ]
  }

  private func accuracy() throws(TrainingFailure) -> Check {
    let trainer = try trainer(reference.recipe)
    let perEpoch = (digits.training.count - 1) / reference.recipe.batch + 1
    for epoch in 0..<reference.recipe.epochs {
      _ = try losses(trainer, steps: perEpoch, from: epoch) { reference.recipe.rate(epoch: $0) }
    }
    let score = try evaluate(trainer)
    let expected = Double(reference.float64.epochs.last?.valTop1Correct ?? 0)
    return Check(
      name: "points of accuracy after \(reference.recipe.epochs) epochs",
      error: abs(Double(score.top1) - expected) / Double(score.images) * 100, tolerance: 3)
  }

  // MARK: - Running

  /// The losses of some steps from the beginning of an epoch, on the batches of all processes.
  func losses(
    _ trainer: Trainer, steps: Int, from epoch: Int, rate: (Int) -> Double
  ) throws(TrainingFailure) -> [Double] {
    let order = digits.order(reference.hyperparameters.order)
    let place = trainer.group.place
    var (losses, epoch) = ([Double](), epoch)
    while losses.count < steps {
      let batches = Batches(
        place.share(of: order.places(epoch: epoch)),
        size: place.share(ofBatch: reference.recipe.batch))
      for batch in batches.all.prefix(steps - losses.count) {
        let labels = batch.map(digits.training.label)
        let score = try trainer.step(
          digits.training.batch(batch), labels: labels, rate: rate(epoch))
        losses.append(score.loss ?? .infinity)
      }
      epoch += 1
    }
    return losses
  }

  private func evaluate(_ trainer: Trainer) throws(TrainingFailure) -> Score {
    let images = digits.validation
    var total = Score()
    trainer.beginEvaluation()
    for batch in Batches(Array(0..<images.count), size: reference.recipe.batch).all {
      total += try trainer.evaluate(
        images.batch(batch), labels: batch.map(images.label))
    }
    return total
  }

  private func relative(_ found: Double, _ expected: Double) -> Double {
    let error = abs(found - expected) / max(abs(expected), .leastNormalMagnitude)
    return error.isNaN ? .infinity : error
  }

  func worst(
    _ name: String, _ found: [Double], _ expected: [Double], _ tolerance: Double
  ) -> Check {
    let error = zip(found, expected).reduce(0) { max($0, relative($1.0, $1.1)) }
    return Check(name: name, error: error, tolerance: tolerance)
  }
}
