public import RLAExecution
public import RLAImages

/// Everything that the numbers of a training follow from, beside network, weights and images.
public struct TrainingSettings: Hashable, Sendable {
  public var recipe: Recipe
  public var seed: Int
  /// Height and width of the images that the network takes.
  public var side: Int
  /// Whether training takes random parts of images.
  public var isAugmented: Bool
  /// What becomes of the bytes of images.
  public var normalization: ChannelNormalization
  public var algorithm: PlanOptions.Algorithm
  public var threads: Int
  /// How many share each batch.
  public var processes: Int

  public init(
    _ recipe: Recipe, seed: Int, side: Int, isAugmented: Bool,
    normalization: ChannelNormalization = .imageNet, algorithm: PlanOptions.Algorithm, threads: Int,
    processes: Int = 1
  ) {
    (self.recipe, self.seed, self.side) = (recipe, seed, side)
    (self.isAugmented, self.normalization) = (isAugmented, normalization)
    (self.algorithm, self.threads, self.processes) = (algorithm, threads, processes)
  }

  /// Images of a step on each process; 0 where the batch has too few.
  public var share: Int {
    ProcessPlace(rank: 0, count: processes).share(ofBatch: recipe.batch)
  }

  /// How a step with a whole batch runs.
  public func options(_ choices: AlgorithmChoices?) -> PlanOptions {
    var options = PlanOptions(
      batch: share, height: side, width: side, purpose: .training, algorithm: algorithm,
      threads: threads)
    options.appliesDropout = true
    options.choices = choices
    return options
  }
}

/// What a checkpoint of this program says so that a resumed training goes on bit for bit.
public struct TrainingNote: Sendable {
  public let settings: TrainingSettings
  public let position: TrainingPosition
  /// The algorithms that were measured, and where; nil where rules of thumb chose.
  public let algorithms: TuningDocument?

  public init(
    _ settings: TrainingSettings, _ position: TrainingPosition, algorithms: TuningDocument?
  ) {
    (self.settings, self.position, self.algorithms) = (settings, position, algorithms)
  }

  public static let kind = "rla-profile training"
  /// Changes with the meaning of the note.
  public static let version = 1
}

extension TrainingNote: Decodable {
  private enum Key: String, CodingKey {
    case kind, version, recipe, epochs, batch, rate, momentum, decay, seed, side, augmented
    case mean, deviation, algorithm, threads, processes, epoch, step, images, best, algorithms
    case top1, top5
    case lossSum = "loss_sum"
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    func flaw(_ key: Key, _ text: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: members, debugDescription: text)
    }
    func count(_ key: Key, atLeast least: Int) throws -> Int {
      let number = try members.decode(Int.self, forKey: key)
      if number < least { throw flaw(key, "too small") }
      return number
    }
    guard try members.decode(String.self, forKey: .kind) == Self.kind,
      try members.decode(Int.self, forKey: .version) == Self.version
    else { throw flaw(.kind, "another kind of note") }
    guard let name = Recipe.Name(rawValue: try members.decode(String.self, forKey: .recipe)),
      let algorithm = PlanOptions.Algorithm(
        rawValue: try members.decode(String.self, forKey: .algorithm))
    else { throw flaw(.recipe, "an unknown word") }
    var recipe = Recipe(name)
    recipe.epochs = try count(.epochs, atLeast: 1)
    recipe.batch = try count(.batch, atLeast: 1)
    recipe.rate = try members.decode(Double.self, forKey: .rate)
    recipe.momentum = try members.decode(Double.self, forKey: .momentum)
    recipe.decay = try members.decode(Double.self, forKey: .decay)
    // Notes of earlier versions have none of these.
    let processes = members.contains(.processes) ? try count(.processes, atLeast: 1) : 1
    let usual = ChannelNormalization.imageNet
    func numbers(_ key: Key, _ usual: [Float], _ isAllowed: (Float) -> Bool) throws -> [Float] {
      let values = try members.decodeIfPresent([Float].self, forKey: key) ?? usual
      guard values.count == 3, values.allSatisfy(isAllowed) else {
        throw flaw(key, "expected three numbers")
      }
      return values
    }
    let normalization = ChannelNormalization(
      means: try numbers(.mean, usual.means, \.isFinite),
      deviations: try numbers(.deviation, usual.deviations) { $0 > 0 && $0.isFinite })
    settings = TrainingSettings(
      recipe, seed: try members.decode(Int.self, forKey: .seed),
      side: try count(.side, atLeast: 1),
      isAugmented: try members.decode(Bool.self, forKey: .augmented),
      normalization: normalization, algorithm: algorithm,
      threads: try count(.threads, atLeast: 1), processes: processes)
    position = TrainingPosition(
      epoch: try count(.epoch, atLeast: 0), step: try count(.step, atLeast: 0),
      score: Score(
        images: try count(.images, atLeast: 0),
        lossSum: try members.decode(Double.self, forKey: .lossSum),
        top1: try count(.top1, atLeast: 0), top5: try count(.top5, atLeast: 0)),
      best: try members.decode(Float.self, forKey: .best))
    algorithms = try members.decodeIfPresent(TuningDocument.self, forKey: .algorithms)
  }
}
