import RLANetworks

extension ExecutionPlan {
  /// By layer, the last step of a backward pass that writes gradients of its weights; for a layer that no
  /// step applies, one before all others. The pass runs from the last step to the first.
  package var lastGradientSteps: [Int] {
    var last = [Int](repeating: steps.count, count: network.layers.count)
    for (index, step) in steps.enumerated().reversed() {
      for node in step.frame.nodes {
        if let layer = network.nodes[node].layer { last[layer] = index }
      }
    }
    return last
  }
}
