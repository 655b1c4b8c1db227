import Kernels
import Networks

/// A plan with memory and weights: what runs.
///
/// All memory is allocated here; running allocates none. A session belongs to one thread at a time.
public final class Session {
  public let plan: ExecutionPlan
  public let parameters: Parameters
  let memory: SessionMemory
  private var isDerived = false

  /// The two passes that a step takes part in.
  public enum Pass: Hashable, Sendable {
    case forward
    case backward
  }

  /// Called around each step where set: before it with nothing, behind it with the step.
  public var observer: (any StepObserver)?

  /// - Parameters:
  ///   - plan: What to run.
  ///   - parameters: Its weights, by default those of the formula of `FormulaWeights`.
  /// - Throws: `PlanFailure.memory` where the machine has too little.
  public convenience init(
    _ plan: ExecutionPlan, _ parameters: Parameters? = nil
  ) throws(PlanFailure) {
    try self.init(plan, parameters, on: nil)
  }

  /// Sessions that take turns should share threads, since pinned ones would wait for each other.
  ///
  /// Argument pool: Who works; nil for threads of its own.
  init(
    _ plan: ExecutionPlan, _ parameters: Parameters?, on pool: WorkerPool?
  ) throws(PlanFailure) {
    try plan.requireMemory()
    self.plan = plan
    if let parameters {
      self.parameters = parameters
    } else {
      self.parameters = try Parameters(plan.network, products: plan.options.products)
      self.parameters.fillWithFormula()
    }
    if plan.options.purpose == .training { self.parameters.prepareForTraining() }
    memory = SessionMemory(plan, self.parameters, on: pool ?? plan.options.makePool())
  }

  /// Bytes of activations, gradients of activations and scratch that this session has allocated.
  public var allocatedActivationBytes: Int { memory.arenaBytes }

  // MARK: - Data

  /// Sets the images, N×C×H×W.
  public func setImages(_ images: [Float]) {
    let map = memory.value(plan.network.image)
    precondition(images.count == map.rows * map.channels, "The images have another size.")
    images.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      Layout.channelsLast(base, to: map, on: memory.pool)
    }
  }

  /// The result of the last forward pass, N×classes.
  public var logits: [Float] { channelsFirst(memory.value(plan.output)) }

  /// All results of the last forward pass in the order of the network's outputs, each N×C×H×W.
  public var outputs: [[Float]] {
    plan.network.outputs.map { channelsFirst(memory.value($0.value)) }
  }

  /// The gradient of the images, N×C×H×W, after a backward pass of a plan that wants it.
  public var inputGradient: [Float] {
    precondition(plan.options.wantsInputGradient, "The plan leaves out the input gradient.")
    return channelsFirst(memory.gradient(plan.network.image))
  }

  private func channelsFirst(_ map: FeatureMap) -> [Float] {
    Array(unsafeUninitializedCapacity: map.rows * map.channels) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      Layout.channelsFirst(map, to: base, on: memory.pool)
      count = map.rows * map.channels
    }
  }

  /// Tells the session that somebody changed the weights from outside.
  public func weightsChanged() { isDerived = false }

  // MARK: - Passes

  /// Runs the network.
  public func forward() {
    derive()
    for (index, step) in plan.steps.enumerated() {
      let stepMemory = StepMemory(session: memory, step: index)
      observer?.willRun()
      step.forward(stepMemory)
      observer?.didRun(index, .forward, self)
    }
  }

  /// Makes what inference needs of the weights, where that is not done yet.
  public func derive() {
    if isDerived || plan.options.purpose == .training { return }
    for index in plan.prepared.makers {
      (plan.steps[index] as? any PreparingStep)?.derive(StepMemory(session: memory, step: index))
    }
    isDerived = true
  }

  /// The loss of the last forward pass, and its gradient for `backward`.
  ///
  /// - Parameter labels: One class per image.
  /// - Returns: The mean softmax cross-entropy, natural logarithm.
  public func loss(labels: [Int]) -> Double {
    let isTraining = plan.options.purpose == .training
    return Training.crossEntropy(
      memory.value(plan.output), labels: labels,
      gradient: isTraining ? memory.gradient(plan.output) : nil)
  }

  /// Computes the gradients of all parameters, behind `forward` and `loss`.
  public func backward() {
    precondition(plan.options.purpose == .training, "The plan is one for inference.")
    for (index, step) in plan.steps.enumerated().reversed() where step.frame.isDifferentiated {
      observer?.willRun()
      for root in step.frame.clears { memory.gradient(root).clear(on: memory.pool) }
      step.backward(StepMemory(session: memory, step: index))
      observer?.didRun(index, .backward, self)
    }
  }

  /// One step of gradient descent with momentum on all parameters.
  ///
  /// - Parameters:
  ///   - rate: The learning rate.
  ///   - momentum: 0.9 in the published training script.
  ///   - decay: Weight decay, 1e-4 in the published training script.
  public func descend(rate: Float, momentum: Float = 0.9, decay: Float = 1e-4) {
    for entry in parameters.entries where entry.isLearned {
      guard let training = parameters.trainingPointers(entry) else { continue }
      Training.momentumStep(
        parameters.valuePointer(entry), gradient: training.gradient, velocity: training.velocity,
        count: entry.count, rate: rate, momentum: momentum, decay: decay, on: memory.pool)
    }
  }

  /// Values that are infinite or not a number in what a step has just written.
  public func nonfiniteCount(step index: Int, _ pass: Pass) -> Int {
    let frame = plan.steps[index].frame
    switch pass {
    case .forward: return memory.value(frame.output).nonfiniteCount
    case .backward:
      return frame.inputs.indices.reduce(0) { sum, input in
        frame.wants(input) ? sum + memory.gradient(frame.inputs[input]).nonfiniteCount : sum
      }
    }
  }
}

/// Who watches the steps of a session: a stopwatch, or a check for values that are not finite.
public protocol StepObserver: AnyObject {
  func willRun()
  func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session)
}
