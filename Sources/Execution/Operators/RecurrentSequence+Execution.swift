import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension RecurrentSequence: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    kernel(at: site) != nil && site.takesRecurrentInputs(lengths: cell.states + 1)
  }

  /// A bound of the arguments has no derivative where it is reached.
  func isDifferentiable(at site: Site) -> Bool { variation.clip == nil }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let kernel = kernel(at: site) else {
      preconditionFailure("A plan refuses what has no kernel.")
    }
    return SequenceStep(
      frame: lowering.frame(site, taking: .rowMajor, giving: .rowMajor), kernel: kernel,
      self, layer: site.layer, at: site)
  }

  /// The kernel for an application; nil where a function has none.
  func kernel(at site: Site) -> SequenceKernel? {
    let sizes = site.sizes()
    guard let hidden = hiddenSize.value, sizes.count == 3, let functions else { return nil }
    let perDirection = functions.count / directions
    let list = (0..<directions).map { direction in
      SequenceKernel.Direction(
        isReversed: direction == 1 || variation.isReversed,
        functions: Array(functions[direction * perDirection..<(direction + 1) * perDirection]))
    }
    return SequenceKernel(
      form, list, steps: sizes[isBatchFirst ? 1 : 0], batch: sizes[isBatchFirst ? 0 : 1],
      inputs: sizes[2], hidden: hidden, isBatchFirst: isBatchFirst, clip: variation.clip,
      roundsState: variation.roundsState)
  }

  private var form: SequenceKernel.Cell {
    switch cell.kind {
    case .lstm: .lstm(isCoupled: variation.isCoupled)
    case .gru: .gru(resetsProduct: variation.resetsProduct)
    default: .plain
    }
  }

  /// The functions of all directions; nil where one has no kernel.
  private var functions: [SequenceKernel.Function]? {
    let usual: [SequenceKernel.Function] =
      switch cell {
      case .lstm: [.sigmoid, .tanh, .tanh]
      case .gru: [.sigmoid, .tanh]
      case .relu: [.relu]
      default: [.tanh]
      }
    if variation.functions.isEmpty { return (0..<directions).flatMap { _ in usual } }
    let known = variation.functions.compactMap(SequenceKernel.Function.init)
    return known.count == usual.count * directions && known.count == variation.functions.count
      ? known : nil
  }
}

extension SequenceKernel.Function {
  /// The function of a row of the table; nil where the kernel has none.
  fileprivate init?(_ function: ElementFunction) {
    switch function.kind {
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .relu: self = .relu
    default: return nil
    }
  }
}

extension Site {
  /// Whether all inputs are real numbers but the lengths of the sequences.
  func takesRecurrentInputs(lengths position: Int) -> Bool {
    let types = node.inputs.map { $0.map { shapes.facts[$0].type } }
    return types.enumerated().allSatisfy { place, type in
      guard let type else { return true }
      return place == position ? type.isIndex : type == .float32
    }
  }

  /// By position, the number of the input among those that are there.
  fileprivate var presentInputs: [Int?] {
    var present = 0
    return node.inputs.map { input -> Int? in
      guard input != nil else { return nil }
      defer { present += 1 }
      return present
    }
  }
}

/// A recurrent layer over sequences of any lengths.
///
/// Inputs: those that are there of the sequences, the initial states, the lengths and the peepholes,
/// then the weights where the network computes them.
struct SequenceStep: Step {
  var frame: StepFrame
  let kernel: SequenceKernel
  /// The layer that owns the weights; nil where they are the last inputs.
  let layer: Int?
  let hasBias: Bool
  /// States that a step passes to the next.
  let states: Int
  /// By position, the number of an input.
  let positions: [Int?]
  /// Whether lengths have 64 bits.
  let hasWideLengths: Bool

  /// `layer` is the layer that owns the weights; nil where they are the last inputs.
  init(
    frame: StepFrame, kernel: SequenceKernel, _ sequence: RecurrentSequence, layer: Int?,
    at site: Site
  ) {
    self.frame = frame
    self.kernel = kernel
    self.layer = layer
    hasBias = sequence.hasBias
    states = sequence.cell.states
    positions = site.presentInputs
    hasWideLengths = site.type(ofInput: states + 1) == .int64
  }

  var algorithm: String { "steps of each sequence" }

  func scratch(threads: Int) -> Int { kernel.scratch(threads: threads) }

  /// Rounding passes no gradient.
  var passesGradient: Bool { !kernel.roundsState }

  var savedCount: Int { frame.trains && passesGradient ? kernel.keptCount : 0 }

  var savedValues: [ValueID] { passesGradient ? frame.inputs : [] }

  private var weights: Int { hasBias ? 3 : 2 }

  /// The number of the input in a position; nil where it is left out.
  private func input(_ position: Int) -> Int? { positions.at(position) }

  /// The number of the input that a weight is.
  private func input(ofWeight weight: Int) -> Int { frame.inputs.count - weights + weight }

  private func lengths(_ memory: StepMemory) -> [Int]? {
    input(states + 1).map { input in
      let tensor = memory.tensor(frame.inputs[input])
      return (0..<kernel.batch).map {
        hasWideLengths
          ? Int(tensor.elements(of: Int64.self)[$0]) : Int(tensor.elements(of: Int32.self)[$0])
      }
    }
  }

  private func tensors(_ memory: StepMemory) -> SequenceKernel.Tensors {
    func value(_ input: Int?) -> UnsafeMutablePointer<Float>? {
      input.map { memory.tensor(frame.inputs[$0]).elements(of: Float.self) }
    }
    func weight(_ index: Int) -> UnsafeMutablePointer<Float>? {
      layer.map { memory.weight($0, index) } ?? value(input(ofWeight: index))
    }
    return SequenceKernel.Tensors(
      x: value(0), w: weight(0), r: weight(1), b: hasBias ? weight(2) : nil,
      p: value(input(states + 2)), initial: (1...states).map { value(input($0)) },
      y: memory.tensor(frame.output).elements(of: Float.self),
      last: frame.outputs.dropFirst().map { memory.tensor($0).elements(of: Float.self) })
  }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      tensors(memory), lengths: lengths(memory), kept: savedCount > 0 ? memory.saved : nil,
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      tensors(memory), gradients(memory), lengths: lengths(memory), kept: memory.saved,
      workspace: memory.workspace)
  }

  /// The gradients that are wanted, those that are set cleared.
  private func gradients(_ memory: StepMemory) -> SequenceKernel.Tensors {
    func made(_ output: Int) -> UnsafeMutablePointer<Float>? {
      guard output < frame.outputs.count, memory.session.hasGradient(frame.outputs[output]) else {
        return nil
      }
      return memory.gradientTensor(frame.outputs[output]).elements(of: Float.self)
    }
    func wanted(_ input: Int?) -> UnsafeMutablePointer<Float>? {
      guard let input, frame.wants(input) else { return nil }
      let gradient = memory.gradientTensor(frame.inputs[input])
      if !frame.adds(input) { gradient.clear() }
      return gradient.elements(of: Float.self)
    }
    func weight(_ index: Int) -> UnsafeMutablePointer<Float>? {
      guard let layer else { return wanted(input(ofWeight: index)) }
      guard frame.trainsWeights else { return nil }
      let gradient = memory.weightGradient(layer, index)
      if !frame.accumulatesWeights {
        gradient.update(repeating: 0, count: kernel.weightCounts[index])
      }
      return gradient
    }
    return SequenceKernel.Tensors(
      x: wanted(0), w: weight(0), r: weight(1), b: hasBias ? weight(2) : nil,
      p: wanted(input(states + 2)), initial: (1...states).map { wanted(input($0)) },
      y: made(0), last: (1...states).map(made))
  }
}
