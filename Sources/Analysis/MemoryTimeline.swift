package import RLANetworks
package import RLASymbolic

/// Which values are in memory at which steps of a run.
///
/// A step is a call of the network. In training the backward passes follow in reverse order, so
/// that step 2n − 1 − j is that of node j of n.
package struct MemoryTimeline: Sendable {
  /// Why something is in memory.
  package enum Kind: String, Sendable {
    case input
    /// A result that a later node of the same pass reads.
    case activation
    /// What the backward pass reads.
    case saved
    /// The gradient of an activation.
    case gradient
  }

  /// Something that takes memory for a while.
  package struct Lifetime: Sendable {
    package let kind: Kind
    /// The value; nil for what a node keeps beside values of the network.
    package let value: ValueID?
    /// The node that makes it; nil for an input.
    package let node: Int?
    package let bytes: Dim
    /// Both ends included.
    package let steps: ClosedRange<Int>
  }

  package let stepCount: Int
  /// In the order of their first steps.
  package let lifetimes: [Lifetime]

  fileprivate init(_ stepCount: Int, _ lifetimes: [Lifetime]) {
    self.stepCount = stepCount
    let order = lifetimes.indices.sorted {
      (lifetimes[$0].steps.lowerBound, $0) < (lifetimes[$1].steps.lowerBound, $1)
    }
    self.lifetimes = order.map { lifetimes[$0] }
  }
}

extension Profile {
  /// The values of an inference run, as `ActivationMemory.liveBytes` adds them up.
  package var inferenceTimeline: MemoryTimeline {
    let last = network.nodes.count - 1
    return MemoryTimeline(
      network.nodes.count,
      ownValues.map { value, node in
        MemoryTimeline.Lifetime(
          kind: node == nil ? .input : .activation, value: value, node: node,
          bytes: memory.bytes(of: value), steps: lifetime(of: value, from: node, through: last))
      })
  }

  /// By node with bodies, what the moments inside them take beyond what lives around them.
  package var innerMoments: [(node: Int, bytes: Dim)] {
    if shapes.bodies.isEmpty { return [] }
    // The first moment is that of the inputs; of each node the first is the node itself.
    var (live, node) = (Dim(0), -1)
    return memory.moments.dropFirst().compactMap { moment in
      if moment.node != node {
        (live, node) = (moment.bytes, moment.node)
        return nil
      }
      return (node, moment.bytes - live)
    }
  }

  /// The values of a training step: what the backward pass reads lives until its last reader there.
  ///
  /// Gradients of activations are those that the chain rule needs: one for all values that share
  /// memory, from the backward pass of their last reader to that of their maker. Parameters, their
  /// gradients and the state of the optimizer live throughout and are not among them.
  package var trainingTimeline: MemoryTimeline {
    let count = network.nodes.count
    let saved = SavedActivations(shapes, flow, memory, captures: 0, precision: precision)
    let values = ownValues.map { value, node in
      let reader = saved.firstReader[value]
      let forward = lifetime(of: value, from: node, through: count - 1)
      return MemoryTimeline.Lifetime(
        kind: reader >= 0 ? .saved : node == nil ? .input : .activation, value: value, node: node,
        bytes: precision.trainedBytes(of: shapes.facts[value]),
        steps: reader >= 0
          ? forward.lowerBound...backwardStep(of: Int(reader)) : forward)
    }
    return MemoryTimeline(2 * count, values + savedBesideValues(saved, values) + gradients)
  }

  /// Inputs and results with memory of their own, with the node that makes each.
  private var ownValues: [(value: ValueID, node: Int?)] {
    // Without steps nothing lives at any.
    if network.nodes.isEmpty { return [] }
    return network.origins.indices.compactMap { index in
      let value = ValueID(index)
      guard memory.home[value] == value, !network.isConstant(value) else { return nil }
      return (value, network.producer(of: value))
    }
  }

  private func lifetime(
    of value: ValueID, from node: Int?, through last: Int
  ) -> ClosedRange<Int> {
    let first = node ?? 0
    return first...max(first, min(memory.lastUse[value], last))
  }

  private func backwardStep(of node: Int) -> Int { 2 * network.nodes.count - 1 - node }

  /// Indices of maxima, steps of recurrent layers, and what bodies save.
  private func savedBesideValues(
    _ saved: SavedActivations, _ values: [MemoryTimeline.Lifetime]
  ) -> [MemoryTimeline.Lifetime] {
    var ofValues = [Dim](repeating: 0, count: network.nodes.count)
    for entry in values where entry.kind == .saved {
      guard let value = entry.value else { continue }
      ofValues[Int(saved.firstReader[value])] += entry.bytes
    }
    return network.nodes.indices.compactMap { node in
      let all =
        bodies[node] == nil ? saved.bytes[node] : metrics(of: [node]).savedTensorBytes
      let rest = all - ofValues[node]
      if rest == 0 { return nil }
      return MemoryTimeline.Lifetime(
        kind: .saved, value: nil, node: node, bytes: rest, steps: node...backwardStep(of: node))
    }
  }

  private var gradients: [MemoryTimeline.Lifetime] {
    let readers = network.lastReaders(where: flow.passes)
    var last: [ValueID: Int] = [:]
    for index in network.origins.indices {
      let value = ValueID(index)
      guard flow.wantsGradient(value) else { continue }
      let home = memory.home[value]
      last[home] = max(last[home] ?? -1, readers[value])
    }
    return ownValues.compactMap { value, node in
      guard let node, let reader = last[value] else { return nil }
      if reader < 0 { return nil }
      return MemoryTimeline.Lifetime(
        kind: .gradient, value: value, node: node,
        bytes: precision.trainedBytes(of: shapes.facts[value]),
        steps: backwardStep(of: max(reader, node))...backwardStep(of: node))
    }
  }
}

extension Network {
  /// By value, the last of some nodes that reads it; the last node of all for an output, whose
  /// gradient is there from the loss on; -1 where none does.
  fileprivate func lastReaders(where isCounted: (Node) -> Bool) -> [Int] {
    var readers = [Int](repeating: -1, count: valueCount)
    for (index, node) in nodes.enumerated() where isCounted(node) {
      for value in node.reads { readers[value] = index }
    }
    for output in outputs { readers[output.value] = nodes.count - 1 }
    return readers
  }
}
