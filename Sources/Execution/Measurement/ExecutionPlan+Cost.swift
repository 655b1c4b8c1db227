import RLANetworks
import RLASymbolic

/// Multiply-adds that ran, and where.
public struct MultiplyAdds: Hashable, Sendable {
  public var executed: Int
  /// Those that ran in the library for products.
  public var inLibrary: Int

  public init(executed: Int, inLibrary: Int) {
    self.executed = executed
    self.inLibrary = inLibrary
  }
}

extension ExecutionPlan {
  /// Multiply-adds of the forward pass of a step by its definition.
  func multiplyAdds(of step: StepDescription) -> Int {
    step.nodes.reduce(0) { $0 + (works[$1][.multiplyAdds].value ?? 0) }
  }

  /// What some passes of a step multiply.
  func multiplyAdds(of step: StepDescription, _ passes: [PassAlgorithm]) -> MultiplyAdds {
    let defined = multiplyAdds(of: step)
    return passes.reduce(into: MultiplyAdds(executed: 0, inLibrary: 0)) { sum, pass in
      let executed = defined - pass.savedMultiplyAdds
      sum.executed += executed
      sum.inLibrary += min(executed, pass.libraryMultiplyAdds ?? executed)
    }
  }

  /// Operations and bytes of the forward pass of a step.
  func cost(of step: StepDescription) -> (operations: Double, bytes: Double) {
    var (operations, bytes) = (0.0, 0.0)
    for node in step.nodes {
      let function = network.operator(of: network.nodes[node])
      let work = works[node]
      let others = [
        work[.biasAdditions], work[.additions], work[.multiplications], work[.divisions],
      ]
      operations += 2 * Double(work[.multiplyAdds].value ?? 0)
      operations += others.reduce(0) { $0 + Double($1.value ?? 0) }
      bytes += 4 * Double(function.parameterCount.value ?? 0)
    }
    let frame = steps[step.index].frame
    for value in frame.inputs + frame.outputs { bytes += Double(placements[value]?.bytes ?? 0) }
    return (operations, bytes)
  }
}
