import CRLAVectors

extension RecurrentKernel {
  /// Makes all gradients that are wanted.
  ///
  /// `kept` is what the forward pass kept.
  package func backward(
    _ values: Values, _ gradients: Gradients, kept: UnsafeMutablePointer<Float>,
    workspace: Workspace, on pool: WorkerPool
  ) {
    let kept = Kept(base: kept, trains: true)
    let memory = Scratch(self, workspace)
    begin(memory.states, gradients.last, on: pool)
    for layer in (0..<layers).reversed() {
      let dy = layer == layers - 1 ? gradients.output : dhidden(layer, memory)
      let ways = (0..<directions).map { direction(layer, $0, values, kept) }
      run(ways, layer, dy: dy, memory, wantsInitial: gradients.initial.contains { $0 != nil }, pool)
      if let weights = gradients.weights {
        let input = input(ofLayer: layer, values, kept)
        for (direction, way) in ways.enumerated() {
          weightGradients(
            way, input, dgates(direction, memory.dgates), layer,
            to: self.weights(weights.filters, layer, direction), adds: weights.adds, on: pool)
        }
      }
      let target = layer == 0 ? gradients.input : (dhidden(layer - 1, memory), false)
      if let target { inputGradient(ways, layer, memory, to: target.0, adds: target.1, on: pool) }
    }
    // Inputs may be the same value, so gradients are written in the order of the inputs.
    end(memory.states, gradients.initial, on: pool)
  }

  /// Scratch memory of the backward pass.
  private struct Scratch {
    /// Gradients of the sums of one layer.
    let dgates: UnsafeMutablePointer<Float>
    /// Gradients that one step passes to the one before it, by state, layer and direction.
    let states: [UnsafeMutablePointer<Float>]
    /// Gradients of the hidden states between layers.
    let hidden: UnsafeMutablePointer<Float>
    /// The weights of the products with the hidden state of one layer, by direction.
    let transposed: UnsafeMutablePointer<Float>

    init(_ kernel: RecurrentKernel, _ workspace: Workspace) {
      var workspace = workspace
      dgates = workspace.take(kernel.dgatesCount)
      states = [workspace.take(kernel.stateCount), workspace.take(kernel.stateCount)]
      hidden = workspace.take(min(kernel.layers - 1, 2) * kernel.hiddenCount)
      transposed = workspace.take(kernel.directions * kernel.matrixCount)
    }
  }

  private func dhidden(_ layer: Int, _ memory: Scratch) -> FeatureMap {
    map(memory.hidden + layer % 2 * hiddenCount, directions * hidden)
  }

  private func carried(_ base: UnsafeMutablePointer<Float>, _ index: Int) -> FeatureMap {
    FeatureMap(
      base + index * batch * hidden, batch: batch, height: 1, width: 1, channels: hidden)
  }

  /// The gradients of the last states, or zeros.
  private func begin(
    _ states: [UnsafeMutablePointer<Float>], _ last: [TensorView?], on pool: WorkerPool
  ) {
    for (number, base) in states.enumerated() {
      guard last.indices.contains(number), let source = last[number] else {
        Vectors.clear(base, count: stateCount)
        continue
      }
      for index in 0..<layers * directions {
        Elementwise.copy(state(source, index), to: carried(base, index), on: pool)
      }
    }
  }

  /// Passes what is left to the initial states.
  private func end(
    _ states: [UnsafeMutablePointer<Float>], _ initial: [(view: TensorView, adds: Bool)?],
    on pool: WorkerPool
  ) {
    for (base, target) in zip(states, initial) {
      guard let target else { continue }
      for index in 0..<layers * directions {
        Elementwise.copy(
          carried(base, index), to: state(target.view, index), accumulating: target.adds, on: pool)
      }
    }
  }

  /// All steps of a layer, from the last to the first.
  private func run(
    _ ways: [RecurrentDirection], _ layer: Int, dy: FeatureMap?, _ memory: Scratch,
    wantsInitial: Bool, _ pool: WorkerPool
  ) {
    let backs = ways.enumerated().map { direction, way in
      let index = layer * directions + direction
      return RecurrentDirection.Back(
        dy: dy?.slice(direction * hidden, count: hidden), dh: carried(memory.states[0], index),
        ds: carried(memory.states[1], index), dgates: dgates(direction, memory.dgates),
        transposed: transpose(way, to: memory.transposed + direction * matrixCount, on: pool))
    }
    eachStep(on: pool) { step, share, products in
      let direction = share.direction
      ways[direction].backward(steps - 1 - step, share, backs[direction], with: products)
    }
    if !wantsInitial { return }
    eachShare(on: pool) { share, products in
      let direction = share.direction
      ways[direction].backwardProducts(from: 0, share, backs[direction], with: products)
    }
  }

  /// The weights of the products with the hidden state, transposed for the backward pass.
  private func transpose(
    _ way: RecurrentDirection, to memory: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) -> PanelMatrix {
    let source = way.matrix
    let target = Filter(memory, panelWidth: way.weights.hidden.panelWidth)
      .matrix(rows: source.columns, columns: hidden)
    pool.run((hidden + target.width - 1) / target.width) { panel, _ in
      let first = panel * target.width
      let range = first..<min(first + target.width, hidden)
      source.rows(range).strips(0..<source.columns, most: .max) { strip, columns in
        let result = target.rows(columns).strip(range)
        vec_transpose(
          strip.rows, strip.columns, strip.base, strip.stride, result.base, result.stride)
      }
    }
    return target
  }

  // MARK: - Gradients summed over all steps

  private func inputGradient(
    _ ways: [RecurrentDirection], _ layer: Int, _ memory: Scratch, to dx: FeatureMap, adds: Bool,
    on pool: WorkerPool
  ) {
    for (direction, way) in ways.enumerated() {
      let sums = dgates(direction, memory.dgates).slice(0, count: cell.gates * hidden)
      inputProduct(layer).backwardInput(
        sums, filter: way.weights.input, to: [dx], accumulating: [adds || direction > 0],
        workspace: Workspace(memory.dgates, count: 0), on: pool)
    }
  }

  private func weightGradients(
    _ way: RecurrentDirection, _ x: FeatureMap, _ dgates: FeatureMap, _ layer: Int,
    to gradients: Weights, adds: Bool, on pool: WorkerPool
  ) {
    let sums = dgates.slice(0, count: cell.gates * hidden)
    let none = Workspace(dgates.base, count: 0)
    inputProduct(layer).backwardFilter(
      [x], sums, to: gradients.input, accumulating: adds, workspace: none, on: pool)
    hiddenGradient(way, dgates, to: gradients.hidden, adds: adds, on: pool)
    guard let biases = gradients.biases else { return }
    Elementwise.biasBackward(sums, to: biases.input, accumulating: adds, on: pool)
    Elementwise.biasBackward(
      way.hiddenPart(of: dgates), to: biases.hidden, accumulating: adds, on: pool)
  }

  /// The sum over all steps of the hidden state before the step times the gradient after it.
  private func hiddenGradient(
    _ way: RecurrentDirection, _ dgates: FeatureMap, to gradient: Filter, adds: Bool,
    on pool: WorkerPool
  ) {
    let sums = way.hiddenPart(of: dgates)
    let none = Workspace(dgates.base, count: 0)
    var adds = adds
    func add(_ before: FeatureMap, _ rows: Range<Int>) {
      hiddenProduct.backwardFilter(
        [before], sums.rows(rows), to: gradient, accumulating: adds, workspace: none, on: pool)
      adds = true
    }
    if let initial = way.initial[0] { add(initial, way.rows(0)) }
    let (first, rest) = (0..<rows - batch, batch..<rows)
    if steps > 1 {
      add(way.hidden.rows(way.isReverse ? rest : first), way.isReverse ? first : rest)
    }
    if !adds { Vectors.clear(gradient.base, count: matrixCount) }
  }
}
