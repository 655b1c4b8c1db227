import RLANetworks
import RLASymbolic

extension ExecutionPlan {
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
