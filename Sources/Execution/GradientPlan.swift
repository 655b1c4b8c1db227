import Networks
import Operators

/// Which gradients a backward pass computes, and which of them is the first to write its memory.
struct GradientPlan {
  private let lowering: Lowering
  private var needs: [Bool]
  private var reachesLoss: [Bool]
  /// Roots whose gradient some step has written, in the order of the backward pass.
  private var written: Set<ValueID> = []
  private var writtenLayers: Set<Int> = []
  /// The backward position (the step) that first writes the gradient of a root.
  private(set) var firstWriter: [ValueID: Int] = [:]

  init(_ lowering: Lowering) {
    self.lowering = lowering
    let network = lowering.network
    needs = Array(repeating: false, count: network.valueCount)
    reachesLoss = needs
    if !lowering.trains { return }
    needs[network.image] = lowering.options.wantsInputGradient
    for node in network.nodes {
      let owns = node.layer.map { !network.layers[$0].operator.weights.isEmpty } ?? false
      // A state of zeros takes a gradient beside the features that it is convolved with.
      let isState = network.operator(of: node).kind.makesNewElements
      needs[node.output] = owns || isState || node.reads.contains { needs[$0] }
    }
    for output in network.outputs { reachesLoss[output.value] = true }
    for node in network.nodes.reversed() where reachesLoss[node.output] {
      let kind = network.operator(of: node).kind
      for (position, input) in node.reads.enumerated()
      where kind.port(ofInput: position).use == .elements {
        reachesLoss[input] = true
      }
    }
    for output in network.outputs {
      if let root = lowering.placements[output.value]?.root { written.insert(root) }
    }
  }

  /// The steps with their part in the backward pass.
  mutating func assign(_ steps: [any Step]) -> [any Step] {
    if !lowering.trains { return steps }
    var result = steps
    for index in steps.indices.reversed() {
      let step = steps[index]
      let output = step.frame.output
      guard needs[output], reachesLoss[output], step.passesGradient else { continue }
      result[index].frame.isDifferentiated = true
      assignWeights(step, &result[index].frame)
      for input in step.frame.inputs.indices {
        let value = step.frame.inputs[input]
        guard needs[value] || step.inputsWithGradient.contains(input) else { continue }
        result[index].frame.gradients[input] = use(of: value, by: index, &result[index].frame)
      }
    }
    return result
  }

  private mutating func assignWeights(_ step: any Step, _ frame: inout StepFrame) {
    for node in frame.nodes {
      guard let layer = lowering.network.nodes[node].layer,
        !lowering.network.layers[layer].operator.weights.isEmpty
      else { continue }
      frame.accumulatesWeights = !writtenLayers.insert(layer).inserted
    }
  }

  /// The first to write the whole sets it; whoever writes a part adds to zeros.
  private mutating func use(
    of value: ValueID, by step: Int, _ frame: inout StepFrame
  ) -> StepFrame.GradientUse {
    guard let placement = lowering.placements[value] else { return .none }
    let isFirst = written.insert(placement.root).inserted
    if !isFirst { return .add }
    firstWriter[placement.root] = step
    let isWhole = lowering.size(value).count == lowering.size(placement.root).count
    if isWhole { return .set }
    frame.clears.append(placement.root)
    return .add
  }
}

/// Every piece of memory of a plan with the time during which it is in use.
///
/// Step i of n runs forward at moment i and backward at moment 2n − i; the loss stands at n.
struct BufferList {
  private(set) var buffers: [Buffer] = []
  private let end: Int

  init(
    steps: [any Step], lowering: Lowering, gradients: GradientPlan, _ options: PlanOptions
  ) {
    let count = steps.count
    end = lowering.trains ? 2 * count : count
    var lives: [ValueID: ClosedRange<Int>] = [:]
    func extend(_ value: ValueID, to moment: Int) {
      guard let root = lowering.placements[value]?.root, let life = lives[root] else { return }
      lives[root] = min(life.lowerBound, moment)...max(life.upperBound, moment)
    }
    // Images and results stay for the caller.
    lives[lowering.network.image] = 0...end
    for (index, step) in steps.enumerated() {
      lives[step.frame.output] = index...index
      for input in step.frame.inputs { extend(input, to: index) }
      if !step.frame.isDifferentiated { continue }
      for value in step.retained { extend(value, to: 2 * count - index) }
    }
    for output in lowering.network.outputs { extend(output.value, to: end) }
    for (root, life) in lives.sorted(by: { $0.key < $1.key }) {
      add(.value(root), lowering.size(root).count, life)
    }
    addGradients(steps, lowering, gradients)
    addScratch(steps, options)
  }

  private mutating func add(_ content: Buffer.Content, _ count: Int, _ life: ClosedRange<Int>) {
    if count > 0 { buffers.append(Buffer(content: content, count: count, lifetime: life)) }
  }

  /// A gradient lives from its first writer to the backward pass of the step that made the value.
  private mutating func addGradients(
    _ steps: [any Step], _ lowering: Lowering, _ gradients: GradientPlan
  ) {
    if !lowering.trains { return }
    let count = steps.count
    let makers = Dictionary(
      uniqueKeysWithValues: steps.enumerated().map { ($1.frame.output, $0) })
    for (root, writer) in gradients.firstWriter.sorted(by: { $0.key < $1.key }) {
      let last = makers[root].map { 2 * count - $0 } ?? end
      add(
        .gradient(root), lowering.size(root).count,
        2 * count - writer...max(last, 2 * count - writer))
    }
    for output in lowering.network.outputs {
      guard let root = lowering.placements[output.value]?.root else { continue }
      let last = makers[root].map { 2 * count - $0 } ?? end
      add(.gradient(root), lowering.size(root).count, count...last)
    }
  }

  private mutating func addScratch(_ steps: [any Step], _ options: PlanOptions) {
    let count = steps.count
    for (index, step) in steps.enumerated() where step.savedCount > 0 {
      let last = step.frame.isDifferentiated ? 2 * count - index : index
      add(.saved(step: index), step.savedCount, index...last)
    }
    let scratch = steps.map { $0.scratch(threads: options.threads) }.max() ?? 0
    add(.scratch, scratch, 0...end)
  }
}
