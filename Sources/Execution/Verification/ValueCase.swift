public import RLANetworks
import RLASymbolic

/// Values that a network takes, and those that it is expected to make of them.
public struct ValueCase: Sendable {
  /// All elements of a tensor in row-major order.
  public enum Elements: Sendable {
    case whole([Int])
    case real([Double])

    var count: Int {
      switch self {
      case .whole(let numbers): numbers.count
      case .real(let numbers): numbers.count
      }
    }
  }

  /// A tensor.
  public struct Tensor: Sendable {
    /// The type in the file, of which a run may take a wider one.
    public let type: ElementType
    public let sizes: [Int]
    public let elements: Elements

    public init(_ type: ElementType, _ sizes: [Int], _ elements: Elements) {
      self.type = type
      self.sizes = sizes
      self.elements = elements
    }
  }

  /// By name, what the network takes.
  public let inputs: [String: Tensor]
  /// By name, what it is expected to make.
  public let outputs: [String: Tensor]

  public init(inputs: [String: Tensor], outputs: [String: Tensor]) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// What is known of the inputs of a network: their sizes; nil where they are not those of the
  /// case.
  public func facts(of network: Network) -> [Fact]? {
    let facts = network.inputs.compactMap { declared -> Fact? in
      guard let input = inputs[declared.name],
        input.sizes.count == declared.fact.shape.rank,
        input.type.isFloating == declared.fact.type.isFloating
      else { return nil }
      return Fact(declared.fact.type, Shape(input.sizes.map { Dim($0) }))
    }
    return facts.count == network.inputs.count ? facts : nil
  }
}

// MARK: - Runs

extension ReferenceRun {
  /// Runs a network on the inputs of a case.
  ///
  /// An error is that of the worst element: `|a − b| / (|b| + 1e-4)` for an element a where b is
  /// expected, which is the tolerance of ONNX's own tests, `|a − b| ≤ 1e-7 + 1e-3 · |b|`. Elements
  /// expected in 16 bits may be off by four units in the last place, and whole numbers have to be equal.
  ///
  /// - Parameters:
  ///   - expected: Values with the names of the network.
  ///   - network: The network.
  ///   - weights: Its tensors.
  ///   - algorithm: What is checked.
  ///   - threads: The number of threads.
  /// - Returns: The run, without a loss and gradients.
  /// - Throws: `PlanFailure` where the network does not run on the inputs of the case.
  public static func checking(
    _ expected: ValueCase, _ network: Network, weights: some TensorSource,
    algorithm: PlanOptions.Algorithm, threads: Int
  ) throws(PlanFailure) -> ReferenceRun {
    guard let facts = expected.facts(of: network) else {
      preconditionFailure("The case fits the network.")
    }
    guard let rounding = Rounding.all(algorithm).first else {
      preconditionFailure("Every algorithm rounds in some way.")
    }
    // The plan is made before the weights are, which may take more memory than there is.
    let plan = try ExecutionPlan(
      network, inputs: facts,
      rounding.options(batch: 1, height: 1, width: 1, algorithm, threads: threads))
    try plan.requireResources()
    let parameters = try rounding.parameters(of: network, from: weights)
    let session = try Session(plan, parameters, constants: weights)
    session.setInputs(of: expected)
    session.forward()
    if let (path, planned, found) = session.miscount {
      throw .miscount(path, planned: planned, found: found)
    }
    return ReferenceRun(algorithm, rounding, session.worstError(expected))
  }

  private init(
    _ algorithm: PlanOptions.Algorithm, _ rounding: Rounding,
    _ worst: (error: Double, tolerance: Double)
  ) {
    self.algorithm = algorithm
    self.rounding = rounding
    (logitsError, logitsTolerance) = worst
    (lossError, lossTolerance, hasGradients, gradients) = (0, 0, false, [])
    largestGradientNorm = 0
  }
}

extension Session {
  /// Sets the inputs to those of a case.
  package func setInputs(of expected: ValueCase) {
    for (index, declared) in plan.network.inputs.enumerated() {
      switch expected.inputs[declared.name]?.elements {
      case .real(let numbers)?: setInput(index, numbers.map { Float($0) })
      case .whole(let numbers)?: setInput(index, numbers)
      case nil: break
      }
    }
  }

  /// The output that is nearest to its tolerance, or farthest beyond it.
  fileprivate func worstError(_ expected: ValueCase) -> (error: Double, tolerance: Double) {
    var worst = (error: 0.0, tolerance: 0.0)
    for (index, output) in plan.network.outputs.enumerated() {
      guard let wanted = expected.outputs[output.name] else { continue }
      let allowed = wanted.type.tolerance
      let error = error(ofOutput: index, wanted)
      let isWorse = error > allowed && worst.error <= worst.tolerance
      let isNearer =
        (error > allowed) == (worst.error > worst.tolerance)
        && error * worst.tolerance >= worst.error * allowed
      if index == 0 || isWorse || isNearer { worst = (error, allowed) }
    }
    return worst
  }

  private func error(ofOutput index: Int, _ wanted: ValueCase.Tensor) -> Double {
    guard sizes(ofOutput: index) == wanted.sizes else { return .infinity }
    switch wanted.elements {
    case .whole(let numbers):
      return zip(wholeNumbers(ofOutput: index), numbers).reduce(0) {
        max($0, $1.0 == $1.1 ? 0 : Self.error(Double($1.0), Double($1.1)))
      }
    case .real(let numbers):
      return zip(outputs[index], numbers).reduce(0) { max($0, Self.error(Double($1.0), $1.1)) }
    }
  }

  private static func error(_ actual: Double, _ wanted: Double) -> Double {
    if actual == wanted || actual.isNaN && wanted.isNaN { return 0 }
    let error = abs(actual - wanted) / (abs(wanted) + 1e-4)
    return error.isNaN ? .infinity : error
  }
}

extension ElementType {
  /// The error up to which an element of this type in a file passes.
  fileprivate var tolerance: Double {
    switch self {
    case .float16: 0x1p-8
    case .bfloat16: 0x1p-5
    default: isFloating ? 1e-3 : 0
    }
  }
}
