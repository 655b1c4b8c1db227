import RLANetworks

/// Every block of memory of a plan, with the time during which it is in use.
///
/// Step i of n runs forward at moment i and backward at moment 2n − i; the loss is computed at n.
struct BufferList {
  private(set) var buffers: [Buffer] = []
  /// The roots whose gradients take the memory of that of another root, which a step replaces.
  private(set) var replaced: [ValueID: ValueID] = [:]
  private let steps: [any Step]
  private let values: LoweredValues
  private let network: Network
  /// The last moment.
  private let end: Int

  /// `gradients` is nil in inference.
  init(_ lowering: Lowering, steps: [any Step], gradients: GradientPlan?, threads: Int) {
    self.steps = steps
    values = lowering.values
    network = lowering.network
    end = lowering.trains ? 2 * steps.count : steps.count
    addValues()
    if let gradients { addGradients(gradients) }
    addScratch(threads)
  }

  private mutating func add(_ content: Buffer.Content, _ bytes: Int, _ life: ClosedRange<Int>) {
    if bytes > 0 { buffers.append(Buffer(content: content, bytes: bytes, lifetime: life)) }
  }

  private func root(of value: ValueID) -> ValueID { values.placed(value).root }

  /// Results of the steps that run once.
  private var constants: Set<ValueID> {
    Set(steps.filter(\.frame.isConstant).flatMap(\.frame.outputs).map(root(of:)))
  }

  private mutating func addValues() {
    var lives: [ValueID: ClosedRange<Int>] = [:]
    let constants = constants
    func extend(_ value: ValueID, to moment: Int) {
      let root = root(of: value)
      guard let life = lives[root] else { return }
      lives[root] = min(life.lowerBound, moment)...max(life.upperBound, moment)
    }
    // Inputs and constants are written before the first run and stay for the next one.
    for (value, placement) in values.placements.enumerated() {
      guard let placement, placement.root.index == value, comesFromOutside(placement.root) else {
        continue
      }
      lives[placement.root] = 0...end
    }
    for (index, step) in steps.enumerated() {
      for output in step.frame.outputs {
        // Steps that write parts of one value begin its life together.
        let root = root(of: output)
        lives[root] = lives[root] ?? index...index
        extend(output, to: index)
      }
      for input in step.frame.inputs { extend(input, to: index) }
      if !step.frame.isConstant {
        for root in step.frame.inputs.map(root(of:)) where constants.contains(root) {
          lives[root] = 0...end
        }
      }
      if !step.frame.isDifferentiated { continue }
      for value in step.savedValues { extend(value, to: 2 * steps.count - index) }
    }
    for output in network.outputs {
      extend(output.value, to: end)
      if constants.contains(root(of: output.value)) { lives[root(of: output.value)] = 0...end }
    }
    for (root, life) in lives.sorted(by: { $0.key < $1.key }) {
      add(.value(root), values.placed(root).bytes, life)
    }
  }

  /// Whether a value holds an input, a constant, or known numbers.
  private func comesFromOutside(_ root: ValueID) -> Bool {
    if values.known[root] != nil { return true }
    return root.index < network.valueCount && network.producer(of: root) == nil
  }

  /// A gradient lives from its first writer to the backward pass of the step that made the value.
  private mutating func addGradients(_ gradients: GradientPlan) {
    let count = steps.count
    var makers: [ValueID: Int] = [:]
    for (index, step) in steps.enumerated() {
      for output in step.frame.outputs {
        let root = root(of: output)
        makers[root] = makers[root] ?? index
      }
    }
    func last(_ root: ValueID) -> Int { makers[root].map { 2 * count - $0 } ?? end }
    let output = root(of: network.outputs[0].value)
    var lives: [ValueID: ClosedRange<Int>] = [output: count...last(output)]
    // In the order of the backward pass, so that a gradient that is replaced has its place already.
    let writers = gradients.firstWriter.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    for (root, writer) in writers {
      let first = 2 * count - writer
      if let other = replacedRoot(by: root, at: writer), other != output,
        makers[other] == writer, gradients.firstWriter[other] != nil
      {
        let place = replaced[other] ?? other
        replaced[root] = place
        lives[place] = (lives[place]?.lowerBound ?? first)...max(last(root), first)
      } else {
        lives[root] = first...max(last(root), first)
      }
    }
    for (root, life) in lives.sorted(by: { $0.key < $1.key }) {
      add(.gradient(root), values.placed(root).bytes, life)
    }
  }

  /// The root of the result whose gradient a step can write that of a root over; nil where there is
  /// none.
  private func replacedRoot(by root: ValueID, at writer: Int) -> ValueID? {
    let frame = steps[writer].frame
    guard steps[writer].replacesGradient, frame.gradients[0] == .set,
      frame.inputs.filter({ self.root(of: $0) == root }) == [frame.inputs[0]]
    else { return nil }
    let (input, output) = (values.placed(frame.inputs[0]), values.placed(frame.output))
    let areAlike = input.sizes == output.sizes && input.strides == output.strides
    let areWhole = [input, output].allSatisfy { $0.count == values.placed($0.root).count }
    return areAlike && areWhole ? output.root : nil
  }

  private mutating func addScratch(_ threads: Int) {
    let float = MemoryLayout<Float>.stride
    for (index, step) in steps.enumerated() where step.savedCount > 0 {
      let last = step.frame.isDifferentiated ? 2 * steps.count - index : index
      add(.saved(step: index), step.savedCount * float, index...last)
    }
    let scratch = steps.map { $0.scratch(threads: threads) }.max() ?? 0
    add(.scratch, scratch * float, 0...end)
  }
}
