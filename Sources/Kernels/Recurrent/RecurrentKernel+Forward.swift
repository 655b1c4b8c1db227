import CRLAVectors

extension RecurrentKernel {
  /// Makes the output and the last states.
  ///
  /// `kept` is room for what the backward pass reads; nil in inference.
  package func forward(
    _ values: Values, kept: UnsafeMutablePointer<Float>?, workspace: Workspace,
    on pool: WorkerPool
  ) {
    var workspace = workspace
    let bias = workspace.take(cell.gates * hidden)
    let kept =
      kept.map { Kept(base: $0, trains: true) }
      ?? Kept(base: workspace.take(keptCount(trains: false)), trains: false)
    for layer in 0..<layers {
      let input = input(ofLayer: layer, values, kept)
      let ways = (0..<directions).map { direction(layer, $0, values, kept) }
      for way in ways { project(input, layer, way, bias: bias, on: pool) }
      eachStep(on: pool) { step, share, products in
        ways[share.direction].forward(step, share, with: products)
      }
      for (direction, way) in ways.enumerated() {
        writeLast(way, to: values.last, layer * directions + direction, on: pool)
      }
    }
  }

  func input(ofLayer layer: Int, _ values: Values, _ kept: Kept) -> FeatureMap {
    layer == 0 ? values.input : hiddenStates(layer - 1, kept, values.output)
  }

  func direction(
    _ layer: Int, _ direction: Int, _ values: Values, _ kept: Kept
  ) -> RecurrentDirection {
    let states = hiddenStates(layer, kept, values.output).slice(direction * hidden, count: hidden)
    return RecurrentDirection(
      kernel: self, isReverse: direction == 1,
      records: records(layer, direction, kept, hidden: states), hidden: states,
      initial: values.initial.map { view in
        view.map { state($0, layer * directions + direction) }
      },
      weights: weights(values.weights, layer, direction))
  }

  /// The products with the input for all steps, with the biases that are only added.
  private func project(
    _ x: FeatureMap, _ layer: Int, _ way: RecurrentDirection, bias: UnsafeMutablePointer<Float>,
    on pool: WorkerPool
  ) {
    var epilogue = Epilogue.none
    if let biases = way.weights.biases {
      let count = cell.gates * hidden
      bias.update(from: biases.input, count: count)
      Vectors.add(biases.hidden, to: bias, count: cell == .gru ? 2 * hidden : count)
      epilogue.shift = UnsafePointer(bias)
    }
    inputProduct(layer).run(
      [x], filter: way.weights.input, to: way.records.slice(0, count: cell.gates * hidden),
      accumulating: false, epilogue: epilogue, workspace: Workspace(bias, count: 0), on: pool)
  }

  private func writeLast(
    _ way: RecurrentDirection, to last: [TensorView?], _ index: Int, on pool: WorkerPool
  ) {
    let rows = way.rows(steps - 1)
    let states = [way.hidden, cell.statePart.map { way.records.slice($0 * hidden, count: hidden) }]
    for (source, target) in zip(states, last) {
      guard let source, let target else { continue }
      Elementwise.copy(source.rows(rows), to: state(target, index), on: pool)
    }
  }

  // MARK: - Threads

  /// Multiply-adds of a step that are worth the wait for all threads.
  private static let leastWork = 131_072

  /// How the threads share a step; see `RecurrentKernel`.
  private func shares(threads: Int) -> [RecurrentDirection.Share] {
    let wanted = (threads + directions - 1) / directions
    let work = batch * matrixCount
    let splitsRows = batch >= wanted
    let rows = MatrixBlocks.ranges(of: batch, splitsRows ? wanted : 1, multiple: 1)
    let columns = MatrixBlocks.ranges(
      of: hidden, splitsRows ? 1 : min(wanted, work / Self.leastWork), multiple: 16)
    return (0..<directions).flatMap { direction in
      rows.flatMap { rows in
        columns.map { RecurrentDirection.Share(direction: direction, rows: rows, columns: $0) }
      }
    }
  }

  /// Runs `body` for every step in order, and for every share of a step.
  func eachStep(
    on pool: WorkerPool,
    _ body: (_ step: Int, _ share: RecurrentDirection.Share, _ products: Products) -> Void
  ) {
    let shares = shares(threads: pool.threads)
    if shares[0].columns.count == hidden {
      pool.run(shares.count) { task, thread in
        for step in 0..<steps { body(step, shares[task], pool.products(thread, precision)) }
      }
      return
    }
    for step in 0..<steps {
      pool.run(shares.count) { task, thread in
        body(step, shares[task], pool.products(thread, precision))
      }
    }
  }

  /// Runs `body` for every share of a step.
  func eachShare(
    on pool: WorkerPool,
    _ body: (_ share: RecurrentDirection.Share, _ products: Products) -> Void
  ) {
    let shares = shares(threads: pool.threads)
    pool.run(shares.count) { task, thread in
      body(shares[task], pool.products(thread, precision))
    }
  }
}
