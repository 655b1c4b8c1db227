import RLAKernels
import RLANetworks
import RLASymbolic

extension RecurrentLayers: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let sizes = site.sizes() + site.outputSizes()
    return site.isFloating && RecurrentCellLoop(cell) != nil && sizes.allSatisfy { $0 > 0 }
  }

  /// The matrices have the layout of filters.
  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout {
    guard let sizes = weights[weight].shape.values, sizes.count == 2 else { return .plain }
    return .filter(inputs: sizes[1], outputs: sizes[0], taps: 1, panelWidth: panelWidth)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let loop = RecurrentCellLoop(cell), let hidden = hiddenSize.value else {
      preconditionFailure("A plan refuses what has no loop.")
    }
    // Steps are the outermost axis in memory, whichever axis they are.
    let order = Arrangement.order(isBatchFirst ? [1, 0, 2] : [0, 1, 2])
    let sizes = site.sizes()
    let kernel = RecurrentKernel(
      loop, steps: sizes[isBatchFirst ? 1 : 0], batch: sizes[isBatchFirst ? 0 : 1],
      inputs: sizes[2], hidden: hidden, layers: layers, directions: isBidirectional ? 2 : 1,
      hasBias: hasBias, precision: lowering.options.precision)
    var inputs = [site.input]
    let stateInputs = (1...cell.states).map { position -> Int? in
      guard site.node.inputs.indices.contains(position), let state = site.node.inputs[position]
      else { return nil }
      inputs.append(state)
      return inputs.count - 1
    }
    return RecurrentStep(
      frame: lowering.frame(Lowering.Chain(site), inputs: inputs, taking: order, giving: order),
      layer: site.layer, kernel: kernel, title: title, weights: weights.count,
      stateInputs: stateInputs)
  }
}

extension RecurrentCellLoop {
  /// The loop for a row of the table; nil where there is none.
  fileprivate init?(_ cell: RecurrentCell) {
    func plain(_ function: ElementFunction) -> Self? { ElementLoop(function).map(Self.plain) }
    let loop: Self? =
      switch cell {
      case .lstm: .lstm
      case .gru: .gru
      case .tanh: plain(.tanh)
      case .relu: plain(.relu)
      default: nil
      }
    guard let loop else { return nil }
    self = loop
  }
}

/// Recurrent layers over a whole sequence.
///
/// Inputs: the sequence, then those initial states that are given.
struct RecurrentStep: Step {
  var frame: StepFrame
  let layer: Int
  let kernel: RecurrentKernel
  let title: String
  let weights: Int
  /// By state: the input that holds its initial value; nil for zeros.
  let stateInputs: [Int?]

  var algorithm: String { "product, then \(title) by steps" }

  var multipliesInLibrary: Bool { true }

  func scratch(threads: Int) -> Int { kernel.scratch(trains: frame.trains) }

  var savedCount: Int { frame.trains ? kernel.keptCount(trains: true) : 0 }

  var savedValues: [ValueID] { frame.inputs + [frame.output] }

  /// The steps times the sequences as rows.
  private func rows(_ view: TensorView) -> FeatureMap {
    FeatureMap(
      view.elements(of: Float.self), batch: kernel.steps * kernel.batch, height: 1, width: 1,
      channels: view.sizes[2])
  }

  private func filters(
    _ memory: StepMemory, _ base: (_ layer: Int, _ weight: Int) -> UnsafeMutablePointer<Float>
  ) -> [Filter] {
    (0..<weights).map {
      Filter(base(layer, $0), panelWidth: memory.session.parameters.panelWidth)
    }
  }

  private func values(_ memory: StepMemory) -> RecurrentKernel.Values {
    RecurrentKernel.Values(
      input: rows(memory.tensor(frame.inputs[0])), output: rows(memory.tensor(frame.output)),
      initial: stateInputs.map { $0.map { memory.tensor(frame.inputs[$0]) } },
      last: frame.outputs.dropFirst().map { memory.tensor($0) },
      weights: filters(memory, memory.weight))
  }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      values(memory), kept: frame.trains ? memory.saved : nil, workspace: memory.workspace,
      on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    func gradient(ofOutput value: ValueID) -> TensorView? {
      memory.session.hasGradient(value) ? memory.gradientTensor(value) : nil
    }
    func gradient(ofInput input: Int) -> (view: TensorView, adds: Bool)? {
      if !frame.wants(input) { return nil }
      return (memory.gradientTensor(frame.inputs[input]), frame.adds(input))
    }
    let gradients = RecurrentKernel.Gradients(
      output: gradient(ofOutput: frame.output).map(rows),
      last: frame.outputs.dropFirst().map(gradient(ofOutput:)),
      input: gradient(ofInput: 0).map { (rows($0.view), $0.adds) },
      initial: stateInputs.map { $0.flatMap(gradient(ofInput:)) },
      weights: frame.trainsWeights
        ? (filters(memory, memory.weightGradient), frame.accumulatesWeights) : nil)
    kernel.backward(
      values(memory), gradients, kept: memory.saved, workspace: memory.workspace, on: memory.pool)
  }
}
