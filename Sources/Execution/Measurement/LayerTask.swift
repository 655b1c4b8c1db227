import RLANetworks

/// One pass of a layer that runs alone, by one algorithm.
struct LayerTask {
  let pass: LayerBenchmark.Pass
  let session: Session
  private let work: (StepMemory) -> Void
  /// The largest error of its result; see `LayerBenchmark.PassTimes`.
  var error: Double?
  var times: [Duration] = []

  init(_ pass: LayerBenchmark.Pass, _ session: Session, _ work: @escaping (StepMemory) -> Void) {
    self.pass = pass
    self.session = session
    self.work = work
  }

  /// The passes of a plan of one layer; of one for training the forward pass only where it is wanted.
  static func tasks(of session: Session, withForward isForwardWanted: Bool = true) -> [LayerTask] {
    let step = session.plan.steps[0]
    let forward = LayerTask(.forward, session, step.forward)
    if session.plan.options.purpose == .inference { return [forward] }
    // Gradients read what the forward pass of a training plan saves.
    session.forward()
    let first = isForwardWanted ? [forward] : []
    if let separable = step as? any SeparableGradients {
      return first + [
        LayerTask(.inputGradient, session, separable.backwardInputs),
        LayerTask(.weightGradient, session, separable.backwardWeights),
      ]
    }
    let hasWeights = session.plan.network.layers.contains { !$0.operator.weights.isEmpty }
    return first + [LayerTask(hasWeights ? .bothGradients : .inputGradient, session, step.backward)]
  }

  var algorithm: PassAlgorithm {
    session.plan.stepDescriptions[0].algorithms[keyPath: pass.algorithm]
  }

  /// To be called before each run.
  func begin() {
    // Of a training plan, the gradients come after the steps and the loss.
    session.memory.begin(moment: pass == .forward ? 0 : 2 * session.plan.steps.count)
  }

  func run() { work(StepMemory(session: session.memory, step: 0)) }

  /// What the pass computes; nil for passes that compute two things.
  func result() -> [Float]? {
    begin()
    run()
    return switch pass {
    case .forward: session.outputs[0]
    case .inputGradient: session.inputGradient
    case .weightGradient: session.parameters.gradient(0)
    case .bothGradients: nil
    }
  }
}

extension [LayerTask] {
  /// Each pass by each algorithm once, in the order of the passes.
  func distinct() -> [LayerTask] {
    var seen: Set<String> = []
    return LayerBenchmark.Pass.allCases.flatMap { pass in
      filter { $0.pass == pass && seen.insert("\(pass) \($0.algorithm.name)").inserted }
    }
  }

  /// Compares the result of each task with that of the same pass by another algorithm.
  mutating func compare(with exact: [LayerTask]) {
    for reference in exact {
      guard let wanted = reference.result() else { continue }
      let largest = wanted.reduce(0) { Swift.max($0, abs($1)) }
      for index in indices where self[index].pass == reference.pass {
        guard let own = self[index].result() else { continue }
        let error = zip(own, wanted).reduce(0) { Swift.max($0, abs($1.0 - $1.1)) }
        self[index].error = largest == 0 ? Double(error) : Double(error) / Double(largest)
      }
    }
  }
}

extension LayerBenchmark.Pass {
  var algorithm: KeyPath<StepAlgorithms, PassAlgorithm> {
    switch self {
    case .forward: \.forward
    case .inputGradient, .bothGradients: \.inputGradient
    case .weightGradient: \.weightGradient
    }
  }
}
