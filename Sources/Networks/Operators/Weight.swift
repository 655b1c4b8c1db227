public import RLASymbolic

/// A tensor that an operator owns, as a state_dict lists it.
public struct Weight: Hashable, Sendable {
  public enum Role: String, Hashable, Sendable {
    /// Updated by the optimizer.
    case parameter
    /// Tracked or counted, never trained.
    case buffer
  }

  /// The last part of the state_dict key: `weight`, `running_mean`.
  public let name: String
  public let shape: Shape
  public let role: Role

  public init(_ name: String, _ shape: Shape, _ role: Role = .parameter) {
    self.name = name
    self.shape = shape
    self.role = role
  }
}
