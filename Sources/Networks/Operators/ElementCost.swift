import RLASymbolic

/// Scalar operations per element of the result.
public struct ElementCost: Hashable, Sendable {
  public var additions: Int
  public var multiplications: Int
  /// Divisions and square roots.
  public var divisions: Int
  public var comparisons: Int
  /// Exponentials, logarithms, sines and error functions.
  public var exponentials: Int

  public init(
    additions: Int = 0, multiplications: Int = 0, divisions: Int = 0, comparisons: Int = 0,
    exponentials: Int = 0
  ) {
    self.additions = additions
    self.multiplications = multiplications
    self.divisions = divisions
    self.comparisons = comparisons
    self.exponentials = exponentials
  }
}

extension Work {
  /// The tally of a function that costs `cost` at each of `count` elements.
  init(
    _ cost: ElementCost, times count: Dim, inputElements: Dim, outputElements: Dim,
    parametersPerImage: Dim = 0
  ) {
    func scaled(_ factor: Int) -> Dim {
      factor == 0 ? 0 : factor == 1 ? count : count * Dim(factor)
    }
    self.init(
      inputElements: inputElements, outputElements: outputElements,
      parametersPerImage: parametersPerImage,
      additions: scaled(cost.additions), multiplications: scaled(cost.multiplications),
      divisions: scaled(cost.divisions), comparisons: scaled(cost.comparisons),
      exponentials: scaled(cost.exponentials))
  }
}
