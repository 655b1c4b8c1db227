/// How one pass of a step runs.
public struct PassAlgorithm: Hashable, Sendable {
  /// The name that reports print: `Winograd F(4x4, 3x3)`.
  public let name: String
  /// Multiply-adds of the definition that it does without.
  public let savedMultiplyAdds: Int
  /// Multiply-adds that run in the library for products; nil for all that run.
  let libraryMultiplyAdds: Int?

  init(_ name: String, savedMultiplyAdds: Int, inLibrary libraryMultiplyAdds: Int?) {
    self.name = name
    self.savedMultiplyAdds = savedMultiplyAdds
    self.libraryMultiplyAdds = libraryMultiplyAdds
  }
}

/// How the passes of a step run.
public struct StepAlgorithms: Hashable, Sendable {
  public let forward: PassAlgorithm
  public let inputGradient: PassAlgorithm
  public let weightGradient: PassAlgorithm

  init(
    forward: PassAlgorithm, inputGradient: PassAlgorithm, weightGradient: PassAlgorithm
  ) {
    self.forward = forward
    self.inputGradient = inputGradient
    self.weightGradient = weightGradient
  }

  /// The same in each pass.
  init(_ algorithm: PassAlgorithm) {
    self.init(forward: algorithm, inputGradient: algorithm, weightGradient: algorithm)
  }

  /// The forward pass, and with it both gradients where the backward pass runs too.
  func passes(withBackward: Bool) -> [PassAlgorithm] {
    withBackward ? [forward, inputGradient, weightGradient] : [forward]
  }
}
