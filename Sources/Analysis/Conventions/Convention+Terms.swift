import RLANetworks

/// The terms in which conventions are written: one for each line of the tally, by `Quantity`.
extension Convention.Term {
  public static func * (factor: Int, term: Convention.Term) -> Convention.Term {
    Convention.Term(factor: factor * term.factor, quantity: term.quantity)
  }

  public static let multiplyAdds = Self(factor: 1, quantity: .multiplyAdds)
  public static let multiplyAddsAtOutputs = Self(factor: 1, quantity: .multiplyAddsAtOutputs)
  public static let multiplyAddsByFilter = Self(factor: 1, quantity: .multiplyAddsByFilter)
  public static let channelPairs = Self(factor: 1, quantity: .channelPairs)
  public static let elementwiseProducts = Self(factor: 1, quantity: .elementwiseProducts)
  public static let printedOperations = Self(factor: 1, quantity: .printedOperations)
  public static let halvedOperations = Self(factor: 1, quantity: .halvedOperations)
  public static let sizeProducts = Self(factor: 1, quantity: .sizeProducts)
  public static let kernelNumbers = Self(factor: 1, quantity: .kernelNumbers)
  public static let positions = Self(factor: 1, quantity: .outputPositions)
  public static let states = Self(factor: 1, quantity: .stateElements)
  public static let statesOfOneDirection = Self(
    factor: 1, quantity: .stateElementsOfOneDirection)
  public static let bias = Self(factor: 1, quantity: .biasAdditions)
  public static let biasTimesInputs = Self(factor: 1, quantity: .biasAdditionsTimesInputs)
  public static let backgroundMultiplyAdds = Self(factor: 1, quantity: .backgroundMultiplyAdds)
  public static let backgroundBias = Self(factor: 1, quantity: .backgroundAdditions)
  public static let n = Self(factor: 1, quantity: .inputElements)
  public static let m = Self(factor: 1, quantity: .outputElements)
  public static let scaled = Self(factor: 1, quantity: .scaledElements)
  public static let normSlices = Self(factor: 1, quantity: .normSlices)
  public static let volume = Self(factor: 1, quantity: .volume)
  public static let additions = Self(factor: 1, quantity: .additions)
  public static let divisions = Self(factor: 1, quantity: .divisions)
  public static let comparisons = Self(factor: 1, quantity: .comparisons)
  public static let exponentials = Self(factor: 1, quantity: .exponentials)
  public static let parametersPerImage = Self(factor: 1, quantity: .parametersPerImage)
  public static let inputGradient = Self(factor: 1, quantity: .inputGradient)
  public static let weightGradient = Self(factor: 1, quantity: .weightGradient)
  public static let weightGradientTimesGroups = Self(
    factor: 1, quantity: .weightGradientTimesGroups)
}
