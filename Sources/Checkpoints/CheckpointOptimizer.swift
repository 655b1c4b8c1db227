/// What a checkpoint says of the optimizer that trained its tensors.
public struct CheckpointOptimizer: Hashable, Sendable {
  public let learningRate: Double?
  public let momentum: Double?
  public let weightDecay: Double?
  /// The tensors of momentum, in the order of the parameters.
  public let momentumBuffers: Int
}
