public import RLAExecution
public import RLAImages
import RLANetworks
import RLASymbolic

/// Steps of training and evaluation of one network, for batches of any size.
///
/// The sessions share weights and threads. The same weights, batches, seed and plan options give the
/// same results to the last bit.
public final class Trainer {
  public let parameters: Parameters
  public let recipe: Recipe
  private let seed: Int
  private let options: PlanOptions
  private var training: [Int: Session] = [:]
  private var evaluating: [Int: Session] = [:]
  private let first: Session
  /// Steps since the beginning, those before a resume included.
  public internal(set) var stepCount = 0
  /// The counters of norms, by their names in the state_dict.
  var counters: [String: Int] = [:]
  private let applications: [(name: String, count: Int)]
  let group: any ProcessGroup
  private let exchange: GradientExchange?

  /// - Parameters:
  ///   - parameters: The weights to begin with.
  ///   - options: The batch, the size of the images, threads, algorithms, and whether dropout is on.
  ///   - recipe: Momentum and weight decay.
  ///   - seed: What dropout follows from.
  ///   - group: The processes that share each batch, of which `options` has this one's part.
  /// - Throws: `PlanFailure` where the network cannot be trained, or the machine lacks the memory.
  public init(
    _ parameters: Parameters, _ options: PlanOptions, _ recipe: Recipe, seed: Int,
    group: any ProcessGroup = SingleProcess()
  ) throws(PlanFailure) {
    var options = options
    self.group = group
    options.purpose = .training
    options.frozenLayers = parameters.network.frozenLayers
    (self.parameters, self.options, self.recipe, self.seed) = (parameters, options, recipe, seed)
    first = try Session(ExecutionPlan(parameters.network, options), parameters)
    training[options.batch] = first
    exchange = group.place.count > 1 ? try GradientExchange(parameters, group) : nil
    let network = parameters.network
    applications = zip(network.layers, network.applicationCounts).flatMap { layer, count in
      layer.operator.weights.filter { $0.shape.rank == 0 }
        .map { ("\(layer.path).\($0.name)", count) }
    }
    for (name, _) in applications { counters[name] = 0 }
  }

  /// The plan of a step with a whole batch.
  public var plan: ExecutionPlan { first.plan }

  /// Asked before each step of a plan; where it says so, a pass ends and its results are worthless.
  package func stopping(where stops: @escaping () -> Bool) { first.stops = stops }

  // MARK: - Sessions

  /// The sessions of every size of a batch that a run has, so that nothing is refused in its middle.
  public func prepare(training: Set<Int>, evaluating: Set<Int>) throws(PlanFailure) {
    for batch in training.sorted() { _ = try session(batch) }
    for batch in evaluating.sorted() { _ = try evaluationSession(batch) }
  }

  private func session(_ batch: Int) throws(PlanFailure) -> Session {
    if let known = training[batch] { return known }
    let session = try session(batch, .training)
    training[batch] = session
    return session
  }

  private func evaluationSession(_ batch: Int) throws(PlanFailure) -> Session {
    if let known = evaluating[batch] { return known }
    let session = try session(batch, .inference)
    evaluating[batch] = session
    return session
  }

  private func session(
    _ batch: Int, _ purpose: PlanOptions.Purpose
  ) throws(PlanFailure) -> Session {
    var options = options
    options.batch = batch
    options.purpose = purpose
    return try Session(ExecutionPlan(parameters.network, options), sharingWith: first)
  }

  // MARK: - Steps

  /// One step on a batch.
  ///
  /// - Parameters:
  ///   - images: N×C×H×W.
  ///   - labels: N.
  ///   - rate: The learning rate.
  /// - Returns: How the network did before the step on the batches of all processes, in training mode.
  /// - Throws: `TrainingFailure.notFinite` with the step of this trainer, before any weight changes;
  ///   `elsewhere` where only another process has such a loss.
  public func step(
    _ images: [Float], labels: [Int], rate: Double
  ) throws(TrainingFailure) -> Score {
    let session = try planning { () throws(PlanFailure) in try self.session(labels.count) }
    session.randomSeed = SyntheticValues(dropoutName).word(stepCount)
    session.weightsChanged()
    session.setInput(0, images)
    session.forward()
    let loss = session.loss(labels: labels)
    if let isFirst = group.isFirst(reporting: !loss.isFinite) {
      throw isFirst ? .notFinite(finding(in: session, images, loss)) : .elsewhere
    }
    let score = group.sum(Score(logits: session.logits, labels: labels, loss: loss))
    // The logits may be overwritten while gradients are computed, the gradient of the loss is not.
    backward(session)
    session.optimizerStep(
      rate: Float(rate), momentum: Float(recipe.momentum), decay: Float(recipe.decay))
    stepCount += 1
    for (name, count) in applications { counters[name, default: 0] += count }
    return score
  }

  /// Every process drops others.
  private var dropoutName: String {
    group.place.isFirst ? "dropout \(seed)" : "dropout \(seed) of \(group.place.rank)"
  }

  /// Leaves the mean gradients of all processes.
  private func backward(_ session: Session) {
    guard let exchange else { return session.backward() }
    exchange.begin(session.plan)
    session.observer = exchange
    session.backward()
    session.observer = nil
    exchange.end()
  }

  private func finding(in session: Session, _ images: [Float], _ loss: Double) -> NotFinite {
    let check = FiniteCheck()
    session.observer = check
    session.setInput(0, images)
    session.forward()
    session.observer = nil
    return NotFinite(
      epoch: 0, step: stepCount, loss: loss, layer: check.finding?.path,
      count: check.finding?.count ?? 0)
  }

  /// Tells the sessions that evaluate that the weights have changed; all processes take the running
  /// statistics of the first.
  public func beginEvaluation() {
    broadcast { !$0.isLearned }
    for session in evaluating.values { session.weightsChanged() }
  }

  /// How the network does on a batch with running statistics and without dropout.
  public func evaluate(_ images: [Float], labels: [Int]) throws(TrainingFailure) -> Score {
    let session = try planning { () throws(PlanFailure) in
      try self.evaluationSession(labels.count)
    }
    session.setInput(0, images)
    session.forward()
    return Score(
      logits: session.logits, labels: labels, loss: session.loss(labels: labels))
  }

  private func planning<Result>(
    _ body: () throws(PlanFailure) -> Result
  ) throws(TrainingFailure) -> Result {
    do {
      return try body()
    } catch {
      throw .plan(error)
    }
  }
}
