import RLANetworks

extension ExecutionPlan {
  /// By layer, the last step of a backward pass that writes gradients of its weights.
  ///
  /// The pass runs from the last step to the first. For a layer that no step applies it is one before
  /// all others.
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
