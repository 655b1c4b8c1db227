import RLANetworks
import RLASymbolic

/// Losses, as the nodes that compute them.
extension ImportRule {
  static let losses = [
    ImportRule(["NegativeLogLikelihoodLoss"]) { node throws(ONNXFailure) in
      try node.negativeLogLikelihood(of: try node.input(0, "input"), try node.rank(0, "input"))
    },
    ImportRule(["SoftmaxCrossEntropyLoss"]) { node throws(ONNXFailure) in
      let rank = try node.rank(0, "scores")
      let shares = try node.apply(LogSoftmax(axis: 1), to: [try node.input(0, "scores")])
      let loss = try node.negativeLogLikelihood(of: shares[0], rank)
      return node.node.outputs.count > 1 ? loss + shares : loss
    },
  ]
}

extension NodeImport {
  private func one(
    _ function: any Operator, _ inputs: ImportedValue?...
  ) throws(ONNXFailure) -> ImportedValue { try apply(function, to: inputs)[0] }

  /// The loss of N×C×… logarithms for N×… classes, weighted by class; what is ignored has the weight 0.
  fileprivate func negativeLogLikelihood(
    of logarithms: ImportedValue, _ rank: Int
  ) throws(ONNXFailure) -> [ImportedValue] {
    var target = try input(1, "target")
    let type = fact(1)?.type ?? .int64
    let reduction = try choice(
      "reduction", default: "mean",
      ["none": nil, "sum": ReductionFunction.sum, "mean": ReductionFunction.mean])
    var ignored: ImportedValue?
    if let index = try int("ignore_index") {
      let isIgnored = try one(Arithmetic(.equal), target, known(index, type))
      target = try one(Where(), isIgnored, known(0, type), target)
      ignored = isIgnored
    }
    let column = try one(
      Reshape(to: [.axis(0), .size(1)] + (1..<max(rank - 1, 1)).map { .axis($0) }), target)
    let chosen = try one(
      Reshape(to: [.axis(0)] + (2..<max(rank, 2)).map { .axis($0) }, singleAxes: [1]),
      try one(GatherElements(axis: 1), logarithms, column))
    var losses = try one(Activation(.negation), chosen)
    var weights: ImportedValue?
    if let table = optional(2) { weights = try one(Gather(), table, target) }
    if let ignored {
      var usual = weights
      if usual == nil { usual = try one(Fill(.float32, 1), try one(ShapeOf(), target)) }
      weights = try one(Where(), ignored, known(0), usual)
    }
    if let weights { losses = try one(Arithmetic(.multiply), losses, weights) }
    guard let reduction else { return [losses] }
    guard reduction == .mean, let weights else {
      return [try one(Reduction(reduction, keepingAxes: false), losses)]
    }
    return [
      try one(
        Arithmetic(.divide), one(Reduction(.sum, keepingAxes: false), losses),
        one(Reduction(.sum, keepingAxes: false), weights))
    ]
  }
}
