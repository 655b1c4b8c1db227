public import RLASymbolic

/// A quantity of the tally `Work`, by name: what a convention can count.
public enum Quantity: String, CaseIterable, Sendable {
  case multiplyAdds = "multiply-adds"
  case multiplyAddsAtOutputs = "multiply-adds per output position"
  case biasAdditions = "bias additions"
  case additions
  case multiplications
  case divisions
  case comparisons
  case exponentials
  case inputElements = "input elements"
  case outputElements = "output elements"
  case outputPositions = "output height x width"
  case stateElements = "elements of recurrent states"
  case scaledElements = "elements scaled by weights"
  case parametersPerImage = "images x parameters"
  case inputGradient = "input-gradient multiply-adds"
  case weightGradient = "weight-gradient multiply-adds"
  case weightGradientTimesGroups = "weight-gradient multiply-adds x groups"
}

extension Work {
  public subscript(quantity: Quantity) -> Dim {
    switch quantity {
    case .multiplyAdds: multiplyAdds
    case .multiplyAddsAtOutputs: multiplyAddsAtOutputs
    case .outputPositions: outputPositions
    case .stateElements: stateElements
    case .biasAdditions: biasAdditions
    case .additions: additions
    case .multiplications: multiplications
    case .divisions: divisions
    case .comparisons: comparisons
    case .exponentials: exponentials
    case .inputElements: inputElements
    case .outputElements: outputElements
    case .scaledElements: scaledElements
    case .parametersPerImage: parametersPerImage
    case .inputGradient: inputGradient
    case .weightGradient: weightGradient
    case .weightGradientTimesGroups: weightGradientTimesGroups
    }
  }
}

extension Work {
  /// Operations outside of products, each counted as one.
  public var scalarOperations: Dim {
    biasAdditions + additions + multiplications + divisions + comparisons + exponentials
  }
}
