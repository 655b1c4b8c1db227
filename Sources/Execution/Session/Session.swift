import RLAKernels
public import RLANetworks

/// A plan with memory and weights, ready to run.
///
/// All memory is allocated at creation; running allocates none. Only one thread may use a session
/// at a time.
public final class Session {
  public let plan: ExecutionPlan
  public let parameters: Parameters
  let memory: SessionMemory
  private var isPacked = false
  /// Whether the steps have run that make the same in every run.
  private var hasConstants = false
  /// The factors of the weighted sum, one for each element of the first output.
  private var lossFactors: [Float] = []

  /// The two passes that a step takes part in.
  public enum Pass: Hashable, Sendable {
    case forward
    case backward
  }

  /// Called before and after each step.
  public var observer: (any StepObserver)?

  /// Asked before each step; where it says so, the pass ends there and its results are worthless.
  package var stops: () -> Bool = { false }

  /// - Parameters:
  ///   - plan: What to run.
  ///   - parameters: Its weights, by default `SyntheticWeights`.
  ///   - constants: The source of the tensors that no layer owns.
  /// - Throws: `PlanFailure.memory` where the machine has too little, `PlanFailure.constant` where
  ///   the source lacks a constant, `PlanFailure.linearAlgebra` where no library multiplies matrices,
  ///   `addresses`, `threads` or `resources` where limits or the system refuse what a run takes.
  public convenience init(
    _ plan: ExecutionPlan, _ parameters: Parameters? = nil,
    constants: any TensorSource = SyntheticWeights()
  ) throws(PlanFailure) {
    try self.init(plan, parameters, constants: constants, on: nil)
  }

  /// A session that takes turns with another one: both run with the same weights on the same threads.
  ///
  /// - Throws: `PlanFailure`, as for a session of its own.
  package convenience init(
    _ plan: ExecutionPlan, sharingWith other: Session
  ) throws(PlanFailure) {
    precondition(
      plan.options.threads == other.plan.options.threads
        && plan.options.products == other.plan.options.products,
      "Threads are shared by plans for as many.")
    try self.init(plan, other.parameters, on: other.memory.pool)
  }

  /// What the random numbers of the next pass follow from: the same seed gives the same dropout.
  public var randomSeed: UInt64 {
    get { memory.randomSeed }
    set { memory.randomSeed = newValue }
  }

  /// Sessions that take turns should share threads, since pinned ones would wait for each other.
  ///
  /// `pool` is the threads to run on; nil for threads of its own.
  init(
    _ plan: ExecutionPlan, _ parameters: Parameters?,
    constants: any TensorSource = SyntheticWeights(), on pool: WorkerPool?
  ) throws(PlanFailure) {
    try plan.requireResources()
    do throws(LinearAlgebra.Failure) {
      try LinearAlgebra.open()
    } catch {
      throw .linearAlgebra(error)
    }
    self.plan = plan
    if let parameters {
      self.parameters = parameters
    } else {
      self.parameters = try Parameters(plan.network, products: plan.options.products)
      self.parameters.fillWithSyntheticWeights()
    }
    let parameters = self.parameters
    memory = try PlanFailure.refusing { () throws(ResourceFailure) in
      if plan.options.purpose == .training { try parameters.prepareForTraining() }
      if let pool { return try SessionMemory(plan, parameters, on: pool) }
      return try SessionMemory(plan, parameters, on: try plan.options.makePool())
    }
    lossFactors = Self.lossFactors(plan)
    do throws(TensorFailure) {
      try memory.fillConstants(of: plan, from: constants)
    } catch {
      throw .constant(error)
    }
  }

  /// The factors of a weighted sum, by the formula of `SyntheticValues`.
  private static func lossFactors(_ plan: ExecutionPlan) -> [Float] {
    guard plan.options.purpose == .training, plan.options.loss == .weightedSum else { return [] }
    let values = SyntheticValues("loss")
    return (0..<(plan.placements[plan.output]?.count ?? 0)).map { Float(2 * values.unit($0) - 1) }
  }

  /// Bytes of activations, gradients of activations and scratch that this session has allocated.
  public var allocatedActivationBytes: Int { memory.arenaBytes }

  /// Tells the session that its parameters were changed.
  public func weightsChanged() { (isPacked, hasConstants) = (false, false) }

  // MARK: - Passes

  /// Runs the network.
  public func forward() {
    packWeights()
    memory.miscount = nil
    for (index, step) in plan.steps.enumerated() where !step.frame.isConstant {
      if stops() { return }
      memory.begin(moment: index)
      if !step.frame.applies(memory) { continue }
      let stepMemory = StepMemory(session: memory, step: index)
      observer?.willRun()
      step.forward(stepMemory)
      observer?.didRun(index, .forward, self)
    }
  }

  /// Prepares what is the same in every run, where that is not done yet: what the network computes
  /// from stored tensors alone, and in inference the weights in the order in which kernels read them.
  public func packWeights() {
    if !isPacked, plan.options.purpose == .inference {
      for maker in plan.packed.makers {
        (plan.steps[maker.step] as? any PackingStep)?.pack(
          StepMemory(session: memory, step: maker.step, part: maker.part))
      }
      isPacked = true
    }
    makeConstants()
  }

  private func makeConstants() {
    if hasConstants { return }
    for (index, step) in plan.steps.enumerated() where step.frame.isConstant {
      memory.begin(moment: index)
      step.forward(StepMemory(session: memory, step: index))
    }
    hasConstants = true
  }

  /// The loss of the last forward pass, and its gradient for `backward`.
  ///
  /// - Parameter labels: One class per image; a weighted sum reads none.
  /// - Returns: The mean softmax cross-entropy, natural logarithm, or the weighted sum.
  public func loss(labels: [Int]) -> Double {
    let isTraining = plan.options.purpose == .training
    if isTraining, plan.options.loss == .weightedSum { return weightedSum() }
    memory.begin(moment: plan.steps.count)
    if isTraining { clearAroundOutput() }
    return CrossEntropy.loss(
      memory.value(plan.output), labels: labels,
      gradient: isTraining ? memory.gradient(plan.output) : nil)
  }

  /// Clears the gradient of what the first output is a part of: the rest of it does not change the loss.
  private func clearAroundOutput() {
    guard let output = plan.placements[plan.output], let whole = plan.placements[output.root],
      whole.count != output.count
    else { return }
    memory.gradientTensor(output.root).clear()
  }

  /// The sum of the elements of the first output times their factors, which are the gradient.
  private func weightedSum() -> Double {
    memory.begin(moment: plan.steps.count)
    clearAroundOutput()
    let (output, gradient) = (memory.tensor(plan.output), memory.gradientTensor(plan.output))
    let (values, target) = (output.elements(of: Float.self), gradient.elements(of: Float.self))
    var sum = 0.0
    for (position, factor) in lossFactors.enumerated() {
      sum += Double(factor) * Double(values[output.offset(of: position)])
      target[gradient.offset(of: position)] = factor
    }
    return sum
  }

  /// Computes the gradients of all parameters, after `forward` and `loss`.
  public func backward() {
    precondition(plan.options.purpose == .training, "The plan is for inference.")
    for (index, step) in plan.steps.enumerated().reversed() where step.frame.isDifferentiated {
      if stops() { return }
      memory.begin(moment: 2 * plan.steps.count - index)
      observer?.willRun()
      for root in step.frame.clears { memory.gradientTensor(root).clear() }
      step.backward(StepMemory(session: memory, step: index))
      observer?.didRun(index, .backward, self)
    }
  }

  /// Computes the gradients for a loss whose gradient with respect to the first output is given.
  ///
  /// - Parameter gradient: In row-major order, as many numbers as the output has.
  public func backward(from gradient: [Float]) {
    precondition(plan.options.purpose == .training, "The plan is for inference.")
    let target = memory.gradientTensor(plan.output)
    precondition(gradient.count == target.count, "The gradient has another size.")
    memory.begin(moment: plan.steps.count)
    clearAroundOutput()
    let values = target.elements(of: Float.self)
    for (position, number) in gradient.enumerated() { values[target.offset(of: position)] = number }
    backward()
  }

  /// One step of SGD with momentum on all parameters of layers that are not frozen.
  ///
  /// - Parameters:
  ///   - rate: The learning rate.
  ///   - momentum: 0.9 in the published training script.
  ///   - decay: Weight decay, 1e-4 in the published training script.
  public func optimizerStep(rate: Float, momentum: Float = 0.9, decay: Float = 1e-4) {
    for entry in parameters.entries
    where entry.isLearned && !plan.options.frozenLayers.contains(entry.layer) {
      guard let training = parameters.trainingPointers(entry) else { continue }
      MomentumOptimizer.step(
        parameters.valuePointer(entry), gradient: training.gradient, velocity: training.velocity,
        count: entry.count, rate: rate, momentum: momentum, decay: decay, on: memory.pool)
    }
  }

  /// The number of infinite or NaN values in what a step has just written.
  public func nonfiniteCount(step index: Int, _ pass: Pass) -> Int {
    let frame = plan.steps[index].frame
    switch pass {
    case .forward:
      return frame.outputs.reduce(0) { sum, value in
        let isFloating = plan.placements[value]?.type == .float32
        return isFloating ? sum + memory.tensor(value).nonfiniteCount : sum
      }
    case .backward:
      return frame.inputs.indices.reduce(0) { sum, input in
        frame.wants(input)
          ? sum + memory.gradientTensor(frame.inputs[input]).nonfiniteCount : sum
      }
    }
  }
}

/// Observes the steps of a session, as a stopwatch or a check for values that are not finite.
public protocol StepObserver: AnyObject {
  func willRun()
  func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session)
}
