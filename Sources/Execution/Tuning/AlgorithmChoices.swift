/// Which of several algorithms each convolution and product of a plan runs, where that was measured.
public struct AlgorithmChoices: Hashable, Sendable {
  /// The fastest of some algorithms.
  public struct Choice: Hashable, Sendable, Decodable {
    public let algorithm: String
    /// All that were measured; a choice among others says nothing.
    public let among: [String]

    public init(_ algorithm: String, among: [String]) {
      self.algorithm = algorithm
      self.among = among
    }
  }

  /// By the text of what is computed.
  public private(set) var choices: [String: Choice]

  public init(_ choices: [String: Choice] = [:]) { self.choices = choices }

  /// The chosen one of some algorithms; nil where these were not measured.
  package func choice(for key: TuningKey, among names: [String]) -> Int? {
    guard let choice = choices[key.description], choice.among == names else { return nil }
    return names.firstIndex(of: choice.algorithm)
  }

  package mutating func choose(_ index: Int, of names: [String], for key: TuningKey) {
    choices[key.description] = Choice(names[index], among: names)
  }

  /// Adds the choices of others, which replace those that are there.
  public mutating func merge(_ others: AlgorithmChoices) {
    choices.merge(others.choices) { $1 }
  }
}

extension PlanOptions {
  /// The number of the algorithm that runs: the measured one of these, or the first where nothing was
  /// measured.
  func choice(for key: TuningKey, among names: [String]) -> Int {
    choices?.choice(for: key, among: names) ?? 0
  }
}
