import RLAKernels
import RLANetworks
import RLASymbolic

/// A convolution, or a transposed one, whose filter the network computes.
///
/// Inputs: the map, the filter, then the bias if present. The filter is brought into the layout of the
/// kernels in every pass.
struct ComputedFilterStep: Step {
  var frame: StepFrame
  private let kernels: Kernels
  /// The layout of the filter for panels of a width.
  private let layouts: @Sendable (Int) -> WeightLayout
  private let filterCount: Int
  private let outputs: Int
  private let hasBias: Bool

  private enum Kernels: Sendable {
    case plain(ConvolutionKernels)
    case transposed(TransposedKernels)
  }

  init(_ convolution: Convolution, at site: Site, in lowering: inout Lowering) {
    let (x, y) = (site.size(), site.outputSize)
    let shape = ConvolutionShape(
      ConvolutionGeometry(convolution.windows, over: x, to: y),
      groups: convolution.groups.value ?? 1, batch: x.batch, parts: [x.channels],
      outputs: y.channels)
    self.init(
      convolution,
      .plain(
        ConvolutionKernels(
          shape, isDepthwise: convolution.isDepthwise, convolution.hasBias ? .applied : .none,
          lowering.options)),
      hasBias: convolution.hasBias, at: site, in: &lowering)
  }

  init(_ convolution: TransposedConvolution, at site: Site, in lowering: inout Lowering) {
    self.init(
      convolution, .transposed(TransposedKernels(convolution.shape(at: site), lowering.options)),
      hasBias: convolution.hasBias, at: site, in: &lowering)
  }

  private init(
    _ function: any Executable, _ kernels: Kernels, hasBias: Bool, at site: Site,
    in lowering: inout Lowering
  ) {
    self.kernels = kernels
    self.hasBias = hasBias
    layouts = { function.layout(ofWeight: 0, panelWidth: $0) }
    filterCount = site.sizes(1).product
    outputs = site.outputSize.channels
    frame = lowering.frame(site, taking: .rowMajor)
    frame.exceptions[0] = .channelsLast
  }

  var algorithm: String {
    switch kernels {
    case .plain(let kernels): kernels.forward.name
    case .transposed(let kernels): kernels.forward.name
    }
  }

  var multipliesInLibrary: Bool { true }
  var savedCount: Int { 0 }
  var savedValues: [ValueID] { Array(frame.inputs.prefix(2)) }

  /// The filter in both layouts, what a kernel transforms, and what kernels need.
  func scratch(threads: Int) -> Int {
    let own = 2 * filterCount + transformedCount
    return switch kernels {
    case .plain(let kernels): own + kernels.scratch(trains: frame.trains)
    case .transposed(let kernels):
      own + kernels.forward.scratch(threads: threads, trains: frame.trains)
    }
  }

  private var transformedCount: Int {
    if case .plain(let kernels) = kernels { kernels.forward.transformedCount } else { 0 }
  }

  private func layout(_ memory: StepMemory) -> WeightLayout {
    layouts(memory.session.parameters.panelWidth)
  }

  /// The filter as kernels read it.
  private func filter(_ memory: StepMemory, _ workspace: inout Workspace) -> Filter {
    let (rows, panels) = (workspace.take(filterCount), workspace.take(filterCount))
    memory.tensor(frame.inputs[1]).copy(
      to: rows, width: MemoryLayout<Float>.stride, on: memory.pool)
    layout(memory).forEachRun(0..<filterCount) { run in
      for step in 0..<run.count {
        panels[run.place + step * run.stride] = rows[run.element + step]
      }
    }
    return Filter(panels, panelWidth: memory.session.parameters.panelWidth)
  }

  private func epilogue(_ memory: StepMemory) -> Epilogue {
    var epilogue = Epilogue(function: .identity)
    if hasBias {
      let bias = memory.tensor(frame.inputs[2])
      epilogue.shift = UnsafePointer(bias.elements(of: Float.self))
    }
    return epilogue
  }

  func forward(_ memory: StepMemory) {
    var workspace = memory.workspace
    let filter = filter(memory, &workspace)
    let (x, y) = (memory.value(frame.inputs[0]), memory.value(frame.output))
    let epilogue = epilogue(memory)
    switch kernels {
    case .plain(let kernels):
      var read = filter
      if kernels.forward.transformedCount > 0 {
        read = Filter(
          workspace.take(transformedCount), panelWidth: memory.session.parameters.panelWidth)
        kernels.forward.transformFilter(filter, to: read, on: memory.pool)
      }
      kernels.forward.forward(
        [x], filter: read, to: y, epilogue: epilogue, workspace: workspace, on: memory.pool)
    case .transposed(let kernels):
      kernels.forward.forward(
        x, filter: filter, to: y, epilogue: epilogue, workspace: workspace, on: memory.pool)
    }
  }

  func backward(_ memory: StepMemory) {
    if hasBias, frame.wants(2) {
      Elementwise.biasBackward(
        memory.gradient(frame.output),
        to: memory.gradientTensor(frame.inputs[2]).elements(of: Float.self),
        accumulating: frame.adds(2), on: memory.pool)
    }
    if frame.wants(1) { backwardFilter(memory) }
    if frame.wants(0) { backwardInput(memory) }
  }

  private func backwardFilter(_ memory: StepMemory) {
    var workspace = memory.workspace
    let (rows, panels) = (workspace.take(filterCount), workspace.take(filterCount))
    let gradient = Filter(panels, panelWidth: memory.session.parameters.panelWidth)
    let (x, dy) = (memory.value(frame.inputs[0]), memory.gradient(frame.output))
    switch kernels {
    case .plain(let kernels):
      kernels.weightGradient.backwardFilter(
        [x], dy, to: gradient, accumulating: false, workspace: workspace, on: memory.pool)
    case .transposed(let kernels):
      kernels.weightGradient.backwardFilter(
        x, dy, to: gradient, accumulating: false, workspace: workspace, on: memory.pool)
    }
    layout(memory).forEachRun(0..<filterCount) { run in
      for step in 0..<run.count {
        rows[run.element + step] = panels[run.place + step * run.stride]
      }
    }
    let target = memory.gradientTensor(frame.inputs[1])
    let elements = target.elements(of: Float.self)
    for element in 0..<filterCount {
      let place = target.offset(of: element)
      elements[place] = rows[element] + (frame.adds(1) ? elements[place] : 0)
    }
  }

  private func backwardInput(_ memory: StepMemory) {
    var workspace = memory.workspace
    let filter = filter(memory, &workspace)
    let (dx, dy) = (memory.gradient(frame.inputs[0]), memory.gradient(frame.output))
    switch kernels {
    case .plain(let kernels):
      kernels.inputGradient.backwardInput(
        dy, filter: filter, to: [dx], accumulating: [frame.adds(0)], workspace: workspace,
        on: memory.pool)
    case .transposed(let kernels):
      kernels.inputGradient.backwardInput(
        dy, filter: filter, to: dx, accumulating: frame.adds(0), workspace: workspace,
        on: memory.pool)
    }
  }
}
