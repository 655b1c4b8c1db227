import RLAKernels

/// The ways to compute a transposed convolution, and the one that was chosen for each pass.
struct TransposedKernels: Sendable {
  let forward: TransposedProduct
  let inputGradient: TransposedProduct
  let weightGradient: TransposedProduct
  /// By rule of thumb the fastest one first.
  private let candidates: [TransposedProduct]
  private let shape: ConvolutionShape
  private let threads: Int

  /// `shape` is that of the convolution from the result to the input.
  init(_ shape: ConvolutionShape, _ options: PlanOptions) {
    let candidates = options.productStyles.map { style in
      TransposedProduct(
        shape.geometry, groups: shape.groups, batch: shape.batch, inputChannels: shape.outputs,
        outputChannels: shape.inputs, precision: options.precision, style: style)
    }
    func chosen(_ pass: TuningKey.Pass) -> TransposedProduct {
      let key = TuningKey(pass, .transposedConvolution(shape), .none, threads: options.threads)
      return candidates[options.choice(for: key, among: candidates.map(\.name))]
    }
    forward = chosen(options.purpose == .training ? .trainingForward : .forward)
    inputGradient = chosen(.inputGradient)
    weightGradient = chosen(.weightGradient)
    self.candidates = candidates
    self.shape = shape
    threads = options.threads
  }

  /// What can be measured of some passes; nothing where there is no choice.
  func sites(_ passes: [TuningKey.Pass]) -> [TuningSite] {
    if candidates.count < 2 { return [] }
    return passes.map { pass in
      TuningSite(
        key: TuningKey(pass, .transposedConvolution(shape), .none, threads: threads),
        trials: candidates.map { TransposedTrial(pass, shape, threads: threads, $0) })
    }
  }
}

/// One pass of a transposed convolution by one kernel.
struct TransposedTrial: TuningTrial {
  private let pass: TuningKey.Pass
  /// Of the convolution from the result to the input.
  private let shape: ConvolutionShape
  private let threads: Int
  private let kernel: TransposedProduct

  init(
    _ pass: TuningKey.Pass, _ shape: ConvolutionShape, threads: Int, _ kernel: TransposedProduct
  ) {
    self.pass = pass
    self.shape = shape
    self.threads = threads
    self.kernel = kernel
  }

  var name: String { kernel.name }

  var size: TuningMemory.Size {
    let room = 64
    let (sources, results) = pass.counts(
      x: shape.outputCount, y: shape.inputCount, filter: shape.filterCount)
    return TuningMemory.Size(
      sources: sources + room, results: results + room, filter: shape.filterCount,
      scratch: kernel.scratch(threads: threads, trains: pass != .forward))
  }

  func run(_ memory: TuningMemory, on pool: WorkerPool) {
    var (sources, results) = (memory.sources, memory.results)
    switch pass {
    case .forward, .trainingForward:
      kernel.forward(
        shape.outputMap(&sources), filter: memory.nextFilter(shape.filterCount),
        to: shape.inputMaps(&results)[0], epilogue: .none, workspace: memory.workspace, on: pool)
    case .inputGradient:
      kernel.backwardInput(
        shape.inputMaps(&sources)[0], filter: memory.nextFilter(shape.filterCount),
        to: shape.outputMap(&results), accumulating: false, workspace: memory.workspace, on: pool)
    case .weightGradient:
      let (x, dy) = (shape.outputMap(&sources), shape.inputMaps(&sources)[0])
      let gradient = Filter(results.take(shape.filterCount), panelWidth: memory.panelWidth)
      kernel.backwardFilter(
        x, dy, to: gradient, accumulating: false, workspace: memory.workspace, on: pool)
    }
  }
}
