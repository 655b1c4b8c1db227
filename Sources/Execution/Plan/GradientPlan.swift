import RLAAnalysis
import RLANetworks

/// Which steps take part in a backward pass, and which of them first writes a gradient.
struct GradientPlan {
  private let network: Network
  private let values: LoweredValues
  private let flow: GradientFlow
  /// Roots whose gradient some step has written, in the order of the backward pass.
  private var written: Set<ValueID> = []
  private var writtenLayers: Set<Int> = []
  /// The step that first writes the gradient of a root.
  private(set) var firstWriter: [ValueID: Int] = [:]

  /// Sets the part of each step of a training plan in the backward pass.
  ///
  /// `steps` are in the order of the forward pass and are changed in place.
  init(_ steps: inout [any Step], _ lowering: Lowering) {
    network = lowering.network
    values = lowering.values
    let options = lowering.options
    flow = GradientFlow(
      network, frozenLayers: options.frozenLayers,
      trackedInputs: options.wantsInputGradient ? Set(network.inputs.indices) : [],
      isOfFirstOutput: true)
    written.insert(values.placed(network.outputs[0].value).root)
    for index in steps.indices.reversed() { assign(&steps[index], index) }
  }

  private func wantsGradient(_ value: ValueID) -> Bool {
    values.placed(value).type == .float32 && flow.wantsGradient(values.sources[value])
  }

  private mutating func assign(_ step: inout any Step, _ index: Int) {
    // Where no step after a result is differentiated, its gradient has not been written.
    let isReached = step.frame.outputs.contains {
      wantsGradient($0) && written.contains(values.placed($0).root)
    }
    guard step.passesGradient, isReached else { return }
    var frame = step.frame
    frame.isDifferentiated = true
    assignWeights(&frame)
    let joint = step.jointInputs
    let wantsJoint = joint.contains { wantsGradient(frame.inputs[$0]) }
    for input in frame.inputs.indices {
      guard
        wantsGradient(frame.inputs[input]) || step.inputsWithGradient.contains(input)
          || wantsJoint && joint.contains(input)
      else { continue }
      frame.gradients[input] = use(of: frame.inputs[input], by: index, &frame)
    }
    step.frame = frame
  }

  private mutating func assignWeights(_ frame: inout StepFrame) {
    for node in frame.nodes {
      guard let layer = network.nodes[node].layer,
        !network.layers[layer].operator.weights.isEmpty
      else { continue }
      frame.trainsWeights = !flow.frozenLayers.contains(layer)
      frame.accumulatesWeights = !writtenLayers.insert(layer).inserted
    }
  }

  /// The first step to write the whole sets it; a step that writes a part adds to zeros.
  private mutating func use(
    of value: ValueID, by step: Int, _ frame: inout StepFrame
  ) -> StepFrame.GradientUse {
    let placement = values.placed(value)
    let isFirst = written.insert(placement.root).inserted
    if !isFirst { return .add }
    firstWriter[placement.root] = step
    if placement.count == values.placed(placement.root).count { return .set }
    frame.clears.append(placement.root)
    return .add
  }
}
