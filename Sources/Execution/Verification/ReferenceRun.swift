public import RLAKernels
public import RLANetworks

/// How far a run on this machine is from a reference case.
public struct ReferenceRun: Sendable {
  /// One gradient beside its reference.
  public struct GradientError: Sendable {
    public let name: String
    /// The largest difference of norm, scaled sum and first elements, absolute.
    public let error: Double
    /// The largest error that passes.
    public let tolerance: Double

    public var isWithinTolerance: Bool { error <= tolerance }
  }

  public let algorithm: PlanOptions.Algorithm
  /// Relative to the norm of all logits.
  public let logitsError: Double
  public let logitsTolerance: Double
  public let lossError: Double
  public let lossTolerance: Double
  /// Whether the case has a loss and gradients.
  public let hasGradients: Bool
  public let gradients: [GradientError]
  /// The norm of the largest gradient.
  public let largestGradientNorm: Double
  /// The way of rounding of this run, and how many were tried.
  public let rounding: Rounding
  public internal(set) var roundings = 1

  /// The gradient that is nearest to its tolerance, or farthest beyond it.
  public var worstGradient: GradientError? {
    gradients.max { $0.error * $1.tolerance < $1.error * $0.tolerance }
  }

  /// Gradients beyond their tolerance.
  public var gradientsBeyondTolerance: Int { gradients.count { !$0.isWithinTolerance } }

  /// Whether a ReLU at zero explains the difference: logits and loss pass, and no gradient is off
  /// by more than `ReferenceTolerance.relu`.
  var mayBeReLU: Bool {
    let limit = ReferenceTolerance.relu * largestGradientNorm
    return logitsError <= logitsTolerance && lossError <= lossTolerance
      && gradients.allSatisfy { $0.error <= max($0.tolerance, limit) }
  }

  /// Whether logits, loss and every gradient are within their tolerances.
  public var isWithinTolerance: Bool {
    logitsError <= logitsTolerance && lossError <= lossTolerance && gradientsBeyondTolerance == 0
  }
}

/// How far a result may be from the reference.
///
/// Docs/Execution.md gives the reasons.
public struct ReferenceTolerance: Sendable {
  /// Errors up to this multiple of PyTorch's own float32 errors pass.
  public var torchMultiple: Double
  /// Relative errors of logits and loss up to this pass.
  public var logits: Double
  public var loss: Double
  /// Gradient errors up to this share of the largest gradient norm pass.
  public var gradient: Double

  /// What a ReLU that falls on the other side of zero may add to a gradient, as a share of the
  /// largest norm; in PyTorch's own float32 runs of the reference cases it is up to 3 %.
  static let relu = 1e-2

  /// A step of a tensor of 8 bits, as a share of the norm of the result.
  static let quantizationStep = 1e-2

  public init(_ algorithm: PlanOptions.Algorithm) {
    torchMultiple = 4
    switch algorithm {
    case .exact:
      logits = 2e-6
      loss = 2e-6
      gradient = 1e-4
    case .fast:
      logits = 5e-5
      loss = 5e-5
      gradient = 1e-3
    }
  }
}

/// One way to compute the same result, with its own rounding errors.
public struct Rounding: Hashable, Sendable {
  public let fusion: PlanOptions.Fusion
  public let products: ProductStyle
  public let precision: Precision
  public let kernels: PlanOptions.KernelSource

  init(
    _ fusion: PlanOptions.Fusion, _ products: ProductStyle, _ precision: Precision = .single,
    _ kernels: PlanOptions.KernelSource = .fastest
  ) {
    self.fusion = fusion
    self.products = products
    self.precision = precision
    self.kernels = kernels
  }

  /// The ways of rounding of an algorithm, the usual one first.
  static func all(_ algorithm: PlanOptions.Algorithm) -> [Rounding] {
    let usual = ProductStyle.forProcessor
    let other = usual == .small ? ProductStyle.whole : .small
    switch algorithm {
    case .exact:
      return [Precision.double, .single].flatMap { precision in
        [.eager, .fused].map { Rounding($0, usual, precision) }
      }
    case .fast:
      return [
        Rounding(.fused, usual), Rounding(.fused, usual, .single, .blas),
        Rounding(.fused, other, .single, .blas), Rounding(.eager, usual),
        Rounding(.eager, other, .single, .blas), Rounding(.eager, usual, .double),
      ]
    }
  }

  /// Options for dividing the work as for `ReferenceRun.divisions` threads.
  func options(
    batch: Int, height: Int, width: Int, _ algorithm: PlanOptions.Algorithm, threads: Int
  ) -> PlanOptions {
    var options = PlanOptions(
      batch: batch, height: height, width: width, purpose: .inference, fusion: fusion,
      algorithm: algorithm, precision: precision, threads: ReferenceRun.divisions,
      products: products, wantsInputGradient: true)
    options.runningThreads = threads
    options.kernels = kernels
    return options
  }

  /// The tensors of a network as plans of this rounding have them.
  func parameters(
    of network: Network, from weights: some TensorSource
  ) throws(PlanFailure) -> Parameters {
    let parameters = try Parameters(network, products: products)
    do throws(TensorFailure) {
      try parameters.load(from: weights)
    } catch {
      throw .constant(error)
    }
    return parameters
  }
}

extension ReferenceRun {
  /// Runs a case until one way of rounding is within tolerance.
  ///
  /// A ReLU whose argument is within rounding error of zero may fall on either side, which changes
  /// all gradients before it; PyTorch's own float32 runs show this in most cases. So a run in which
  /// only gradients are somewhat off is repeated with other rounding; a run with wrong logits or
  /// loss is not, since these are continuous.
  ///
  /// - Parameters:
  ///   - reference: A well-formed case.
  ///   - network: The network that it names.
  ///   - weights: What the reference was computed with.
  ///   - algorithm: What is checked.
  ///   - threads: The number of threads; the numbers do not depend on it, and more than eight do
  ///     not make it faster.
  /// - Returns: The first run that is within tolerance or that no ReLU explains; else the last.
  /// - Throws: `PlanFailure` where the network does not take the input of the case.
  public static func checking(
    _ reference: ReferenceCase, _ network: Network,
    weights: some TensorSource = SyntheticWeights(), algorithm: PlanOptions.Algorithm, threads: Int
  ) throws(PlanFailure) -> ReferenceRun {
    try checking(algorithm) { rounding throws(PlanFailure) in
      try ReferenceRun(
        reference, network, weights, algorithm: algorithm, rounding, threads: threads)
    }
  }

  /// Runs with one way of rounding after the other, as long as a ReLU may explain the difference.
  static func checking(
    _ algorithm: PlanOptions.Algorithm, _ run: (Rounding) throws(PlanFailure) -> ReferenceRun
  ) throws(PlanFailure) -> ReferenceRun {
    var last: ReferenceRun?
    for (index, rounding) in Rounding.all(algorithm).enumerated() {
      var run = try run(rounding)
      run.roundings = index + 1
      if run.isWithinTolerance || !run.mayBeReLU { return run }
      last = run
    }
    guard let last else { preconditionFailure("Every algorithm rounds in some way.") }
    return last
  }

  /// The threads for which the work is divided, however many run, since sums round differently where
  /// products are divided in another way.
  static let divisions = 2

  private init(
    _ reference: ReferenceCase, _ network: Network, _ weights: some TensorSource,
    algorithm: PlanOptions.Algorithm, _ rounding: Rounding, threads: Int
  ) throws(PlanFailure) {
    precondition(reference.flaw == nil, "The case is checked before it runs.")
    let tolerance = ReferenceTolerance(algorithm)
    let size = reference.input
    var options = rounding.options(
      batch: size[0], height: size[2], width: size[3], algorithm, threads: threads)
    let parameters = try rounding.parameters(of: network, from: weights)
    let inference = try Session(ExecutionPlan(network, options), parameters)
    // The plan has checked that the machine holds it.
    let input = SyntheticValues.input(size.reduce(1, *))
    inference.setInput(0, input)
    inference.forward()
    self.algorithm = algorithm
    self.rounding = rounding
    logitsError = Self.logitsError(inference.logits, reference)
    logitsTolerance = max(tolerance.logits, tolerance.torchMultiple * reference.torchLogitsError)

    options.purpose = .training
    let training = try Session(ExecutionPlan(network, options), parameters)
    training.setInput(0, input)
    training.forward()
    lossError = abs(training.loss(labels: reference.labels) - reference.loss) / reference.loss
    lossTolerance = max(tolerance.loss, tolerance.torchMultiple * reference.torchLossError)
    training.backward()
    hasGradients = true
    largestGradientNorm = reference.largestGradientNorm
    gradients = Self.gradientErrors(training, reference, tolerance)
  }

  private static func logitsError(_ logits: [Float], _ reference: ReferenceCase) -> Double {
    let classes = logits.count / reference.input[0]
    var largest = 0.0
    for (image, expected) in reference.logits.enumerated() {
      for (index, value) in expected.enumerated() where index < classes {
        largest = max(largest, abs(Double(logits[image * classes + index]) - value))
      }
    }
    // The error of one element counts as if all had it; errors of the norm and the sum count as
    // they are.
    let count = Double(logits.count)
    let norm = logits.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let sum = logits.reduce(0) { $0 + Double($1) }
    let error = [
      largest * count.squareRoot() / 4, abs(norm - reference.logitsNorm),
      abs(sum - reference.logitsSum) / count.squareRoot(),
    ].reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
    return error / reference.logitsNorm
  }

  private static func gradientErrors(
    _ session: Session, _ reference: ReferenceCase, _ tolerance: ReferenceTolerance
  ) -> [GradientError] {
    reference.gradients.sorted { $0.key < $1.key }.map { name, expected in
      let actual: [Float]
      if name == "input" {
        actual = session.inputGradient
      } else if let index = session.parameters.index(of: name) {
        actual = session.parameters.gradient(index)
      } else {
        return GradientError(name: name, error: .infinity, tolerance: 0)
      }
      let allowed = max(
        tolerance.torchMultiple * (expected.torchError ?? 0) * expected.l2,
        tolerance.gradient * reference.largestGradientNorm)
      return GradientError(
        name: name, error: difference(actual, expected), tolerance: allowed)
    }
  }

  static func difference(
    _ actual: [Float], _ expected: ReferenceCase.Gradient
  ) -> Double {
    let norm = actual.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let sum = actual.reduce(0) { $0 + Double($1) }
    var errors = zip(actual, expected.first).map { abs(Double($0) - $1) }
    errors.append(abs(norm - expected.l2))
    errors.append(abs(sum - expected.sum) / Double(max(actual.count, 1)).squareRoot())
    return errors.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  }
}
