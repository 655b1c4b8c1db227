/// What a training will cost, from measured steps.
///
/// Data-parallel workers add up their gradients by a ring: each sends and receives 2(N − 1)/N times
/// the bytes of all gradients in every step.
public struct TrainingEstimate: Sendable {
  public let images: (training: Int, validation: Int)
  public let batch: Int
  public let epochs: Int
  /// Of a training step and of a forward pass with a whole batch.
  public let step: Duration
  public let evaluation: Duration
  /// Of all learned values, 32 bits each.
  public let gradientBytes: Int

  public init(
    images: (training: Int, validation: Int), batch: Int, epochs: Int, step: Duration,
    evaluation: Duration, gradientBytes: Int
  ) {
    (self.images, self.batch, self.epochs) = (images, batch, epochs)
    (self.step, self.evaluation, self.gradientBytes) = (step, evaluation, gradientBytes)
  }

  /// Steps of an epoch; the last one may be smaller.
  public var steps: Int { (images.training + batch - 1) / batch }

  /// The steps of an epoch; a smaller batch takes its share of the time of a whole one.
  public var trainingTime: Duration { step * (Double(images.training) / Double(batch)) }

  public var validationTime: Duration {
    evaluation * (Double(images.validation) / Double(batch))
  }

  public var epochTime: Duration { trainingTime + validationTime }

  public var imagesPerSecond: Double { Double(batch) / (step / .seconds(1)) }

  /// Bytes that each of some workers sends in a step, and receives.
  public func exchangedBytes(workers: Int) -> Double {
    2 * Double(workers - 1) / Double(workers) * Double(gradientBytes)
  }

  /// From how many workers on the exchange takes longer than the step.
  ///
  /// - Parameters:
  ///   - bandwidth: Bits per second and direction of each worker.
  ///   - isDivided: Whether the batch is divided among the workers, so that steps become shorter; else
  ///     each has a whole one.
  /// - Returns: The number; nil where that is so for none.
  public func limitingWorkers(bandwidth: Double, isDivided: Bool) -> Int? {
    // Steps that one sending of all gradients takes twice.
    let ratio = (step / .seconds(1)) * bandwidth / 8 / (2 * Double(gradientBytes))
    let least = isDivided ? 1 + ratio : 1 / (1 - ratio)
    guard ratio < 1 || isDivided, least < Double(Int32.max) else { return nil }
    return max(2, Int(least.rounded(.down)) + 1)
  }
}
