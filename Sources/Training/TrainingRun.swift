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
  private var group: any ProcessGroup { trainer.group }
  /// Images of a step on this process.
  private var batch: Int { group.place.share(ofBatch: recipe.batch) }

  /// Runs to the last epoch.
  ///
  /// - Returns: Whether it came to its end; if not, `position` is where it stands.
  /// - Throws: `TrainingFailure`, or what the observer throws.
  public func run(_ observer: some TrainingObserver) throws -> Bool {
    trainer.broadcast()
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
    let places = group.place.share(of: order.places(epoch: position.epoch))
    let steps = Batches(places, size: batch).count
    let batches = try loaded(
      training, Array(places.dropFirst(position.step * batch)), epoch: position.epoch)
    let rate = recipe.rate(epoch: position.epoch)
    while position.step < steps {
      let begin = clock.now
      guard let next = try next(batches, observer), let batch = next else { return false }
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
  ///
  /// Each process takes a part of them. With the statistics of the first all come to what it would alone.
  private func validate(_ observer: some TrainingObserver) throws(TrainingFailure) -> Score? {
    let part = group.place.part(of: validation.count)
    let batches = try loaded(validation, part.places, epoch: nil)
    var total = Score()
    trainer.beginEvaluation()
    for _ in stride(from: 0, to: part.most, by: batch) {
      guard let next = try next(batches, observer) else { return nil }
      // The last round may have a batch for some processes alone.
      guard let batch = next else { continue }
      total += try trainer.evaluate(batch.images, labels: batch.labels)
    }
    return group.sum(total)
  }

  private func loaded(
    _ images: TrainingImages, _ places: [Int], epoch: Int?
  ) throws(TrainingFailure) -> LoadedBatches {
    let loaded = try group.together { () throws(TrainingFailure) in
      try LoadedBatches(images, places, batch: batch, epoch: epoch, threads: workers)
    }
    guard let loaded else { preconditionFailure("Nothing interrupts this.") }
    return loaded
  }

  /// The next batch, nil where there is none, on all processes; nil where one was asked to stop.
  private func next(
    _ batches: LoadedBatches, _ observer: some TrainingObserver
  ) throws(TrainingFailure) -> (images: [Float], labels: [Int])?? {
    try group.together(isInterrupted: observer.isInterrupted) { () throws(TrainingFailure) in
      try batches.next()
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
