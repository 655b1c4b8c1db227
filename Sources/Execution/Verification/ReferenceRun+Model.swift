import RLAKernels
public import RLANetworks

extension ReferenceRun {
  /// Runs a case of a model until one way of rounding is within tolerance; see the same function for
  /// named networks.
  ///
  /// - Parameters:
  ///   - reference: A well-formed case that fits the network.
  ///   - network: The network of the model.
  ///   - weights: The tensors of the model that the case does not fill.
  ///   - algorithm: What is checked.
  ///   - threads: The number of threads; the numbers do not depend on it.
  /// - Returns: The first run that is within tolerance or that no ReLU explains; else the last.
  /// - Throws: `PlanFailure` where the network does not run on the inputs of the case.
  public static func checking(
    _ reference: ModelCase, _ network: Network, weights: some TensorSource,
    algorithm: PlanOptions.Algorithm, threads: Int
  ) throws(PlanFailure) -> ReferenceRun {
    try checking(algorithm) { rounding throws(PlanFailure) in
      try ReferenceRun(
        reference, network, FilledTensors(fill: reference.fill, others: weights),
        algorithm: algorithm, rounding, threads: threads)
    }
  }

  private init(
    _ reference: ModelCase, _ network: Network, _ weights: FilledTensors,
    algorithm: PlanOptions.Algorithm, _ rounding: Rounding, threads: Int
  ) throws(PlanFailure) {
    precondition(reference.flaw == nil, "The case is checked before it runs.")
    guard let facts = reference.facts(of: network) else {
      preconditionFailure("The case fits the network.")
    }
    let tolerance = ReferenceTolerance(algorithm)
    var options = rounding.options(batch: 1, height: 1, width: 1, algorithm, threads: threads)
    options.loss = .weightedSum
    options.usesRunningStatistics = true
    // The plan is made before the weights are, which may take more memory than there is.
    let plan = try ExecutionPlan(network, inputs: facts, options)
    try plan.requireResources()
    let parameters = try rounding.parameters(of: network, from: weights)
    let inference = try Session(plan, parameters, constants: weights)
    inference.setInputs(of: reference)
    inference.forward()
    let outputs = ModelErrors(inference, reference, tolerance)
    self.algorithm = algorithm
    self.rounding = rounding
    (logitsError, logitsTolerance) = (outputs.error, outputs.tolerance)
    hasGradients = reference.loss != nil
    largestGradientNorm = reference.largestGradientNorm
    guard let loss = reference.loss?.value, let gradients = reference.gradients else {
      (lossError, lossTolerance, self.gradients) = (0, 0, [])
      return
    }
    options.purpose = .training
    let training = try Session(
      ExecutionPlan(network, inputs: facts, options), parameters, constants: weights)
    training.setInputs(of: reference)
    training.forward()
    let norm = reference.results[network.outputs[0].name]?.l2 ?? 1
    lossError = abs(training.loss(labels: []) - loss) / norm
    lossTolerance = outputs.firstTolerance
    training.backward()
    self.gradients = gradients.sorted { $0.key < $1.key }.map { name, expected in
      let expected = expected ?? ReferenceCase.Gradient(l2: 0, sum: 0, first: [], torchError: nil)
      return GradientError(
        name: name, error: Self.difference(training.gradient(ofTensor: name), expected),
        tolerance: tolerance.gradient * reference.largestGradientNorm)
    }
  }
}

/// How far the results of a model are from those of a case.
private struct ModelErrors {
  /// Of the output that is nearest to its tolerance, or farthest beyond it.
  var error = 0.0
  var tolerance = 1.0
  /// The tolerance of the first output.
  var firstTolerance = 0.0

  init(_ session: Session, _ reference: ModelCase, _ tolerance: ReferenceTolerance) {
    let base =
      reference.torch == nil && session.plan.network.isQuantized
      ? ReferenceTolerance.quantizationStep : tolerance.logits
    for (index, (output, values)) in zip(session.plan.network.outputs, session.outputs).enumerated()
    {
      guard let expected = reference.results[output.name] else { continue }
      let allowed = max(
        base, tolerance.torchMultiple * (reference.runtimeErrors?[output.name] ?? 0))
      let error = Self.error(values, expected)
      if index == 0 { firstTolerance = allowed }
      if index == 0 || error * self.tolerance > self.error * allowed {
        (self.error, self.tolerance) = (error, allowed)
      }
    }
  }

  /// The error of one element counts as if all had it; those of norm and sum count as they are.
  private static func error(_ values: [Float], _ expected: ModelCase.Result) -> Double {
    guard values.count == expected.shape.reduce(1, *) else { return .infinity }
    let count = Double(values.count).squareRoot()
    let norm = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let sum = values.reduce(0) { $0 + Double($1) }
    var errors = zip(values, expected.first).map { abs(Double($0) - $1) * max(count / 4, 1) }
    errors += [abs(norm - expected.l2), abs(sum - expected.sum) / count]
    return errors.reduce(0) { $1.isNaN ? .infinity : max($0, $1) } / expected.l2
  }
}

extension Network {
  /// Whether it has tensors of 8 bits, of which one step may round either way.
  fileprivate var isQuantized: Bool {
    constants.contains { $0.fact.type == .int8 || $0.fact.type == .uint8 }
      || nodes.contains { self.operator(of: $0) is Quantized }
  }
}

extension Session {
  /// Sets all inputs by the rules of a case.
  package func setInputs(of reference: ModelCase) {
    for (index, declared) in plan.network.inputs.enumerated() {
      guard let input = reference.inputs[declared.name],
        let rule = InputRule(parsing: input.rule)
      else { continue }
      let count = input.shape.reduce(1, *)
      if declared.fact.type == .float32 {
        setInput(index, rule.reals(count, name: declared.name))
      } else {
        setInput(index, (0..<count).map { rule.whole($0) ?? 0 })
      }
    }
  }

  /// The gradient of a tensor of a model or of an input: the sum over all layers and constants that
  /// are this tensor.
  fileprivate func gradient(ofTensor name: String) -> [Float] {
    var parts: [[Float]] = []
    for (index, entry) in parameters.entries.enumerated() where entry.tensor == name {
      parts.append(parameters.gradient(index))
    }
    let network = plan.network
    for (index, constant) in network.constants.enumerated() where constant.name == name {
      parts.append(gradient(ofConstant: index))
    }
    for (index, input) in network.inputs.enumerated() where input.name == name {
      parts.append(gradient(ofInput: index))
    }
    guard let first = parts.first else { return [] }
    return parts.dropFirst().reduce(first) { sum, part in zip(sum, part).map { $0 + $1 } }
  }
}
