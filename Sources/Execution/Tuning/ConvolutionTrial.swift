import RLAKernels

/// One pass of a convolution by one kernel.
struct ConvolutionTrial: TuningTrial {
  private let key: TuningKey
  private let shape: ConvolutionShape
  private let kernel: any ConvolutionKernel

  init(
    _ pass: TuningKey.Pass, _ shape: ConvolutionShape, _ epilogue: TuningKey.Epilogue,
    threads: Int, _ kernel: any ConvolutionKernel
  ) {
    key = TuningKey(pass, .convolution(shape), epilogue, threads: threads)
    self.shape = shape
    self.kernel = kernel
  }

  var name: String { kernel.name }

  /// Values of the filter as the pass reads it.
  private var filterCount: Int {
    key.pass == .forward && kernel.transformedCount > 0
      ? kernel.transformedCount : shape.filterCount
  }

  var size: TuningMemory.Size {
    // Scale and shift of an epilogue, and the beginning of each map at a cache line.
    let room = shape.outputs + 16 * (shape.parts.count + 4)
    let added = key.epilogue == .added ? shape.outputCount : 0
    let (sources, results) = key.pass.counts(
      x: shape.inputCount, y: shape.outputCount, filter: shape.filterCount)
    return TuningMemory.Size(
      sources: sources + added + room, results: results + room, filter: filterCount,
      scratch: kernel.scratch(threads: key.threads, trains: key.pass != .forward))
  }

  func run(_ memory: TuningMemory, on pool: WorkerPool) {
    var (sources, results, workspace) = (memory.sources, memory.results, memory.workspace)
    switch key.pass {
    case .forward, .trainingForward:
      let parts = shape.inputMaps(&sources)
      let epilogue = epilogue(&sources)
      kernel.forward(
        parts, filter: filter(memory, &workspace, on: pool), to: shape.outputMap(&results),
        epilogue: epilogue, workspace: workspace, on: pool)
    case .inputGradient:
      kernel.backwardInput(
        shape.outputMap(&sources), filter: memory.nextFilter(filterCount),
        to: shape.inputMaps(&results), accumulating: shape.parts.map { _ in false },
        workspace: workspace, on: pool)
    case .weightGradient:
      let (parts, dy) = (shape.inputMaps(&sources), shape.outputMap(&sources))
      let gradient = Filter(results.take(shape.filterCount), panelWidth: memory.panelWidth)
      kernel.backwardFilter(
        parts, dy, to: gradient, accumulating: false, workspace: workspace, on: pool)
    }
  }

  /// The filter as the forward pass reads it; in training it is transformed first.
  private func filter(
    _ memory: TuningMemory, _ workspace: inout Workspace, on pool: WorkerPool
  ) -> Filter {
    let stored = memory.nextFilter(filterCount)
    guard key.pass == .trainingForward, kernel.transformedCount > 0 else { return stored }
    let transformed = Filter(
      workspace.take(kernel.transformedCount), panelWidth: memory.panelWidth)
    kernel.transformFilter(stored, to: transformed, on: pool)
    return transformed
  }

  private func epilogue(_ sources: inout Workspace) -> Epilogue {
    var epilogue = Epilogue.none
    if key.epilogue == .none { return epilogue }
    epilogue.scale = UnsafePointer(sources.takeLines(shape.outputs))
    epilogue.shift = epilogue.scale
    epilogue.function = Self.function
    if key.epilogue == .added { epilogue.after = shape.outputMap(&sources) }
    return epilogue
  }

  /// The function of most networks.
  private static let function = ElementLoop(named: "relu", source: .result) ?? .identity
}
