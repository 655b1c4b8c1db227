public import Networks

/// How far a run on this machine is from a reference case.
public struct ReferenceRun: Sendable {
  /// One gradient beside its reference.
  public struct GradientError: Sendable {
    public let name: String
    /// The largest difference of norm, scaled sum and first elements, absolute.
    public let error: Double
    /// What it may be.
    public let tolerance: Double

    public var isWithinTolerance: Bool { error <= tolerance }
  }

  public let algorithm: PlanOptions.Algorithm
  /// Relative to the norm of all logits.
  public let logitsError: Double
  public let logitsTolerance: Double
  public let lossError: Double
  public let lossTolerance: Double
  public let gradients: [GradientError]
  /// The norm of the largest gradient.
  public let largestGradientNorm: Double
  /// What a gradient may be off where a rectifier has flipped, absolute.
  public let flipTolerance: Double

  /// The gradient that is nearest to its tolerance or farthest beyond.
  public var worstGradient: GradientError? {
    gradients.max { $0.error * $1.tolerance < $1.error * $0.tolerance }
  }

  /// Gradients beyond their tolerance.
  public var gradientsBeyondTolerance: Int { gradients.count { !$0.isWithinTolerance } }

  /// Whether logits, loss and gradients pass.
  ///
  /// A rectifier whose argument is within rounding of zero may fall on either side, and all
  /// gradients in front of it move a little: PyTorch's own float32 runs do so in most cases. So a
  /// tenth of the gradients may pass their tolerance up to `ReferenceTolerance.flip`.
  public var isWithinTolerance: Bool {
    logitsError <= logitsTolerance && lossError <= lossTolerance
      && gradientsBeyondTolerance * 10 <= gradients.count
      && gradients.allSatisfy { $0.error <= max($0.tolerance, flipTolerance) }
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
  /// Errors up to this share pass for a tenth of the gradients.
  public var flip: Double

  public init(_ algorithm: PlanOptions.Algorithm) {
    torchMultiple = 4
    switch algorithm {
    case .exact:
      logits = 2e-6
      loss = 2e-6
      gradient = 1e-4
      flip = 1e-3
    case .fast:
      logits = 5e-5
      loss = 5e-5
      gradient = 1e-3
      flip = 5e-3
    }
  }
}

extension ReferenceRun {
  /// Runs a case.
  ///
  /// The arguments:
  ///   - reference: A well-formed case.
  ///   - network: The network that it names.
  /// - Throws: `PlanFailure` where the network does not take the input of the case.
  public init(
    _ reference: ReferenceCase, _ network: Network, algorithm: PlanOptions.Algorithm,
    fusion: PlanOptions.Fusion, threads: Int
  ) throws(PlanFailure) {
    precondition(reference.isWellFormed, "The case is checked before it runs.")
    let tolerance = ReferenceTolerance(algorithm)
    let size = reference.input
    var options = PlanOptions(
      images: size[0], height: size[2], width: size[3], purpose: .inference, fusion: fusion,
      algorithm: algorithm, threads: threads, wantsInputGradient: true)
    let images = FormulaWeights.images(size.reduce(1, *))
    let parameters = try Parameters(network)
    parameters.fillWithFormula()

    let inference = try Session(ExecutionPlan(network, options), parameters)
    inference.setImages(images)
    inference.forward()
    self.algorithm = algorithm
    logitsError = Self.logitsError(inference.logits, reference)
    logitsTolerance = max(tolerance.logits, tolerance.torchMultiple * reference.torchLogitsError)

    options.purpose = .training
    let training = try Session(ExecutionPlan(network, options), parameters)
    training.setImages(images)
    training.forward()
    lossError = abs(training.loss(labels: reference.labels) - reference.loss) / reference.loss
    lossTolerance = max(tolerance.loss, tolerance.torchMultiple * reference.torchLossError)
    training.backward()
    largestGradientNorm = reference.largestGradientNorm
    flipTolerance = tolerance.flip * reference.largestGradientNorm
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
    // An error of one element weighs as if all had it, the norm and the sum weigh as they are.
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

  private static func difference(
    _ actual: [Float], _ expected: ReferenceCase.Gradient
  ) -> Double {
    let norm = actual.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let sum = actual.reduce(0) { $0 + Double($1) }
    var errors = zip(actual, expected.first).map { abs(Double($0) - $1) }
    errors.append(abs(norm - expected.l2))
    errors.append(abs(sum - expected.sum) / Double(actual.count).squareRoot())
    return errors.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  }
}
