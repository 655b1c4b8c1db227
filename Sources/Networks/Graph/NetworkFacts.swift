/// What is known of the values of a network and of its bodies.
public struct NetworkFacts: Sendable {
  /// By value.
  public let values: [Fact]
  /// By node, those of its bodies; nil for one that never runs and whose sizes do not fit.
  public let bodies: [Int: [NetworkFacts?]]

  public init(_ values: [Fact], bodies: [Int: [NetworkFacts?]] = [:]) {
    self.values = values
    self.bodies = bodies
  }
}
