public import RLASymbolic

/// What one application of an operator costs: a tally of quantities, before any convention.
///
/// Counts include the batch. Tallies add up over applications, so conventions can be applied to
/// sums.
public struct Work: Hashable, Sendable {
  /// Multiplications whose product is added to a running sum; n·m·k for a matrix product.
  public var multiplyAdds: Dim
  /// `multiplyAdds` as if a transposed convolution had one kernel per output position.
  ///
  /// Some tools count this way; for every other operator it equals `multiplyAdds`.
  public var multiplyAddsAtOutputs: Dim
  /// Additions of a bias, one per output element.
  public var biasAdditions: Dim
  /// Additions and subtractions outside `multiplyAdds`.
  public var additions: Dim
  /// Multiplications outside `multiplyAdds`.
  public var multiplications: Dim
  /// Divisions and square roots.
  public var divisions: Dim
  /// Comparisons, including those in maxima and clamps.
  public var comparisons: Dim
  /// Exponentials, logarithms, sines and error functions, including those inside other functions.
  public var exponentials: Dim
  /// Elements of the first input.
  public var inputElements: Dim
  /// Elements of the result.
  public var outputElements: Dim
  /// The product of the spatial sizes of the result of a resize; 0 for other operators.
  public var outputPositions: Dim
  /// Elements of the hidden states of all steps of recurrent layers; 0 for other operators.
  public var stateElements: Dim
  /// Elements of a norm's result that learned weights scale; 0 for other operators.
  public var scaledElements: Dim
  /// The batch size times the parameters of the layer.
  public var parametersPerImage: Dim
  /// Multiply-adds of the gradient of the first input.
  public var inputGradient: Dim
  /// Multiply-adds of the gradient of the weights, or of the second input of an operator without
  /// weights.
  public var weightGradient: Dim
  /// `weightGradient` times the groups of the convolution.
  ///
  /// No machine does this work; PyTorch's FlopCounterMode reports it (torch 2.13,
  /// pytorch/pytorch#183405).
  public var weightGradientTimesGroups: Dim

  public static let none = Work(inputElements: 0, outputElements: 0)

  /// The tally of an operator without matrix products; each argument is the quantity of that name.
  public init(
    inputElements: Dim, outputElements: Dim, scaledElements: Dim = 0,
    parametersPerImage: Dim = 0, additions: Dim = 0, multiplications: Dim = 0, divisions: Dim = 0,
    comparisons: Dim = 0,
    exponentials: Dim = 0
  ) {
    multiplyAdds = 0
    multiplyAddsAtOutputs = 0
    outputPositions = 0
    stateElements = 0
    biasAdditions = 0
    self.additions = additions
    self.multiplications = multiplications
    self.divisions = divisions
    self.comparisons = comparisons
    self.exponentials = exponentials
    self.inputElements = inputElements
    self.outputElements = outputElements
    self.scaledElements = scaledElements
    self.parametersPerImage = parametersPerImage
    inputGradient = 0
    weightGradient = 0
    weightGradientTimesGroups = 0
  }

  /// The tally of a matrix product, whose two gradients cost as much as the product itself.
  init(
    product multiplyAdds: Dim, biasAdditions: Dim, groups: Dim, parametersPerImage: Dim,
    input: Shape, output: Shape
  ) {
    self.init(
      inputElements: input.elements, outputElements: output.elements,
      parametersPerImage: parametersPerImage)
    self.multiplyAdds = multiplyAdds
    multiplyAddsAtOutputs = multiplyAdds
    self.biasAdditions = biasAdditions
    inputGradient = multiplyAdds
    weightGradient = multiplyAdds
    weightGradientTimesGroups = multiplyAdds * groups
  }

  public static func += (left: inout Work, right: Work) { left.merge(right) { $0 += $1 } }

  public static func - (left: Work, right: Work) -> Work {
    var difference = left
    difference.merge(right) { $0 = $0 - $1 }
    return difference
  }

  /// The tally of a number of equal applications.
  public func repeated(_ times: Dim) -> Work {
    var product = self
    product.merge(self) { one, _ in one *= times }
    return product
  }

  /// Combines each quantity with that of another tally.
  @inline(__always)
  private mutating func merge(_ other: Work, _ join: (inout Dim, Dim) -> Void) {
    join(&multiplyAdds, other.multiplyAdds)
    join(&multiplyAddsAtOutputs, other.multiplyAddsAtOutputs)
    join(&outputPositions, other.outputPositions)
    join(&stateElements, other.stateElements)
    join(&biasAdditions, other.biasAdditions)
    join(&additions, other.additions)
    join(&multiplications, other.multiplications)
    join(&divisions, other.divisions)
    join(&comparisons, other.comparisons)
    join(&exponentials, other.exponentials)
    join(&inputElements, other.inputElements)
    join(&outputElements, other.outputElements)
    join(&scaledElements, other.scaledElements)
    join(&parametersPerImage, other.parametersPerImage)
    join(&inputGradient, other.inputGradient)
    join(&weightGradient, other.weightGradient)
    join(&weightGradientTimesGroups, other.weightGradientTimesGroups)
  }
}
