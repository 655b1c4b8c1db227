public import RLAExecution
public import RLAImages
public import RLANetworks

/// What ends a training or keeps it from beginning, as facts.
public enum TrainingFailure: Error {
  case plan(PlanFailure)
  /// A loss that is not finite.
  case notFinite(NotFinite)
  /// Memory or threads for images that the system refuses.
  case loader(BatchLoader.Failure)
  /// An image that cannot be read.
  case image(UnreadableImage)
  /// The checkpoint has no optimizer, or one for another number of parameters.
  case optimizer(found: Int?, expected: Int)
  /// The momentum or counter of a tensor that cannot be read.
  case tensor(TensorFailure)
  /// Another process of this training has failed, and says why.
  case elsewhere
}

/// Where a training became infinite or not a number.
public struct NotFinite: Hashable, Sendable {
  /// Counted from 0, as logs do.
  public let epoch: Int
  /// The step of the epoch, counted from 0.
  public let step: Int
  public let loss: Double
  /// The first layer whose result is not finite; nil where all are.
  public let layer: String?
  /// How many of its values are not.
  public let count: Int

  public init(epoch: Int, step: Int, loss: Double, layer: String?, count: Int) {
    (self.epoch, self.step, self.loss) = (epoch, step, loss)
    (self.layer, self.count) = (layer, count)
  }
}
