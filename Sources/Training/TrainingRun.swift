public import RLAImages

/// Where a training stands between two steps.
public struct TrainingPosition: Hashable, Sendable {
  /// The epoch that runs, counted from 0.
  public var epoch: Int
  /// The steps of it that are done.
  public var step: Int
  /// What they scored.
  public var score: Score
  /// The best accuracy of a validation so far, in percent.
  public var best: Float

  public init(epoch: Int = 0, step: Int = 0, score: Score = Score(), best: Float = 0) {
    (self.epoch, self.step, self.score, self.best) = (epoch, step, score, best)
  }
}

/// A finished epoch.
public struct EpochResult: Hashable, Sendable {
  /// Counted from 0.
  public let epoch: Int
  public let rate: Double
  /// As measured while training, each batch before its step.
  public let training: Score
  public let validation: Score
  /// Whether the accuracy is strictly above that of all epochs before.
  public let isBest: Bool
  public let trainingTime: Duration
  public let validationTime: Duration

  public init(
    epoch: Int, rate: Double, training: Score, validation: Score, isBest: Bool,
    trainingTime: Duration, validationTime: Duration
  ) {
    (self.epoch, self.rate, self.isBest) = (epoch, rate, isBest)
    (self.training, self.validation) = (training, validation)
    (self.trainingTime, self.validationTime) = (trainingTime, validationTime)
  }
}

/// A step that was just made.
public struct StepResult: Sendable {
  public let epoch: Int
  public let step: Int
  public let steps: Int
  public let rate: Double
  public let score: Score
  /// Of the steps of the epoch so far.
  public let total: Score
  /// Of the step, and of waiting for its images.
  public let time: Duration
  public let dataTime: Duration
}

/// Is told how a training goes on.
public protocol TrainingObserver: AnyObject {
  /// Asked before each step and each batch of a validation.
  var isInterrupted: Bool { get }
  func didStep(_ step: StepResult) throws
  /// Called where the position is that of the next epoch; saves.
  func didEnd(_ result: EpochResult, at position: TrainingPosition) throws
}

/// Runs epochs: trains, validates, and tells an observer, which saves.
public final class TrainingRun {
  private let trainer: Trainer
  private let training: TrainingImages
  private let validation: TrainingImages
  private let workers: Int
  private let order: SampleOrder
  private let clock = ContinuousClock()
  public private(set) var position: TrainingPosition

  /// - Parameters:
  ///   - trainer: With the weights to begin with.
  ///   - training: The images of its steps.
  ///   - validation: Those that follow each epoch.
  ///   - seed: What the order of images follows from.
  ///   - workers: Threads of low priority that read them.
  ///   - position: Where to go on.
  public init(
    _ trainer: Trainer, training: TrainingImages, validation: TrainingImages, seed: Int,
    workers: Int, from position: TrainingPosition = TrainingPosition()
  ) {
    self.trainer = trainer
    self.workers = workers
    self.training = training
    self.validation = validation
    self.position = position
    order = SampleOrder(count: training.count, seed: seed)
  }

  private var recipe: Recipe { trainer.recipe }

  /// Runs to the last epoch.
  ///
  /// - Returns: Whether it came to its end; if not, `position` is where it stands.
  /// - Throws: `TrainingFailure`, or what the observer throws.
  public func run(_ observer: some TrainingObserver) throws -> Bool {
    while position.epoch < recipe.epochs {
      let begin = clock.now
      guard try train(observer) else { return false }
      let trained = clock.now
      guard let validated = try validate(observer) else { return false }
      let isBest = validated.accuracy1 > position.best
      let result = EpochResult(
        epoch: position.epoch, rate: recipe.rate(epoch: position.epoch), training: position.score,
        validation: validated, isBest: isBest, trainingTime: begin.duration(to: trained),
        validationTime: trained.duration(to: clock.now))
      position = TrainingPosition(
        epoch: position.epoch + 1, best: max(position.best, validated.accuracy1))
      try observer.didEnd(result, at: position)
    }
    return true
  }

  /// The steps of the epoch that are left.
  private func train(_ observer: some TrainingObserver) throws -> Bool {
    let places = order.places(epoch: position.epoch)
    let steps = Batches(places, size: recipe.batch).count
    let batches = try LoadedBatches(
      training, Array(places.dropFirst(position.step * recipe.batch)), batch: recipe.batch,
      epoch: position.epoch, threads: workers)
    let rate = recipe.rate(epoch: position.epoch)
    while position.step < steps {
      if observer.isInterrupted { return false }
      let begin = clock.now
      guard let batch = try batches.next() else { break }
      let delivered = clock.now
      let score = try located { () throws(TrainingFailure) in
        try trainer.step(batch.images, labels: batch.labels, rate: rate)
      }
      position.score += score
      position.step += 1
      try observer.didStep(
        StepResult(
          epoch: position.epoch, step: position.step - 1, steps: steps, rate: rate,
          score: score, total: position.score, time: begin.duration(to: clock.now),
          dataTime: begin.duration(to: delivered)))
    }
    return true
  }

  /// All images of the validation; nil where that was interrupted.
  private func validate(_ observer: some TrainingObserver) throws(TrainingFailure) -> Score? {
    let batches = try LoadedBatches(
      validation, Array(0..<validation.count), batch: recipe.batch, epoch: nil, threads: workers)
    var total = Score()
    trainer.beginEvaluation()
    while true {
      if observer.isInterrupted { return nil }
      guard let batch = try batches.next() else { return total }
      total += try trainer.evaluate(batch.images, labels: batch.labels)
    }
  }

  /// Says of a failed step where in the epochs it stands.
  private func located(
    _ body: () throws(TrainingFailure) -> Score
  ) throws(TrainingFailure) -> Score {
    do {
      return try body()
    } catch {
      guard case .notFinite(let found) = error else { throw error }
      throw .notFinite(
        NotFinite(
          epoch: position.epoch, step: position.step, loss: found.loss, layer: found.layer,
          count: found.count))
    }
  }
}
