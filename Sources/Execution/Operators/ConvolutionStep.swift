import Kernels
import Networks
import Operators

/// A convolution or linear layer with what is fused behind it.
struct ConvolutionStep: SeparableGradients, PreparingStep {
  enum Kernel: Sendable {
    case product(ProductConvolution)
    case depthwise(DepthwiseConvolution)
    case winograd(WinogradConvolution)
  }

  var frame: StepFrame
  let layer: Int
  let kernel: Kernel
  /// How many of the inputs are pieces of the convolved tensor; the summands stand behind them.
  let partCount: Int
  let outputs: Int
  let hasBias: Bool
  let hasBefore: Bool
  let hasAfter: Bool
  /// The batch normalization that is folded in; only in inference.
  let norm: NormFolding?
  let function: ElementLoop

  var algorithm: String {
    switch kernel {
    case .product(let product): product.name
    case .depthwise: "direct depthwise"
    case .winograd: "Winograd F(4x4, 3x3)"
    }
  }

  func scratch(threads: Int) -> Int {
    switch kernel {
    case .product(let product): return product.scratch(threads: threads)
    case .depthwise(let depthwise): return depthwise.scratch(threads: threads)
    case .winograd(let winograd):
      let forward = winograd.forwardScratch(threads: threads)
      if !frame.trains { return forward }
      return max(winograd.filterCount + forward, winograd.backwardScratch(threads: threads))
    }
  }

  var savedCount: Int { 0 }

  /// The kernels write the gradients of all pieces together.
  var jointInputs: Range<Int> { 0..<partCount }

  private var paddedOutputs: Int { MemoryPlanner.alignedFloats(outputs) }
  private var foldedCount: Int { norm == nil ? 0 : 2 * paddedOutputs }

  var preparation: Preparation? {
    if frame.trains { return nil }
    var transformed = 0
    if case .winograd(let winograd) = kernel { transformed = winograd.filterCount }
    let count = foldedCount + transformed
    return count == 0
      ? nil
      : Preparation(
        layer: layer, norm: norm?.layer, isTransformed: transformed > 0, count: count)
  }

  var retained: [ValueID] { Array(frame.inputs.prefix(partCount)) }

  func derive(_ memory: StepMemory) {
    if let norm {
      norm.write(
        memory, scale: memory.derived, shift: memory.derived + paddedOutputs,
        bias: hasBias ? memory.weight(layer, 1) : nil)
    }
    if case .winograd(let winograd) = kernel {
      winograd.transformFilter(
        memory.filter(layer), to: transformed(memory, at: memory.derived + foldedCount),
        on: memory.pool)
    }
  }

  /// Room for a filter in Winograd's form.
  private func transformed(
    _ memory: StepMemory, at base: UnsafeMutablePointer<Float>
  ) -> Filter {
    Filter(base, panelWidth: memory.session.parameters.panelWidth)
  }

  private func epilogue(_ memory: StepMemory) -> Epilogue {
    var epilogue = Epilogue(function: function)
    if hasBefore { epilogue.before = memory.value(frame.inputs[partCount]) }
    if hasAfter, let after = frame.inputs.last { epilogue.after = memory.value(after) }
    if norm != nil {
      epilogue.scale = UnsafePointer(memory.derived)
      epilogue.shift = UnsafePointer(memory.derived + paddedOutputs)
    } else if hasBias {
      epilogue.shift = UnsafePointer(memory.weight(layer, 1))
    }
    return epilogue
  }

  func forward(_ memory: StepMemory) {
    let parts = frame.inputs.prefix(partCount).map(memory.value)
    let y = memory.value(frame.output)
    switch kernel {
    case .product(let product):
      product.forward(
        parts, filter: memory.filter(layer), to: y, epilogue: epilogue(memory),
        workspace: memory.workspace, on: memory.pool)
    case .depthwise(let depthwise):
      depthwise.forward(
        parts, filter: memory.weight(layer, 0), to: y, epilogue: epilogue(memory),
        on: memory.pool)
    case .winograd(let winograd):
      var workspace = memory.workspace
      var filter = transformed(memory, at: memory.derived + foldedCount)
      if frame.trains {
        filter = transformed(memory, at: workspace.take(winograd.filterCount))
        winograd.transformFilter(memory.filter(layer), to: filter, on: memory.pool)
      }
      winograd.forward(
        parts, transformedFilter: filter, to: y, epilogue: epilogue(memory),
        workspace: workspace, on: memory.pool)
    }
  }

  func backwardWeights(_ memory: StepMemory) {
    if !frame.trainsWeights { return }
    let dy = memory.gradient(frame.output)
    if hasBias {
      Elementwise.biasBackward(
        dy, to: memory.weightGradient(layer, 1), accumulating: frame.accumulatesWeights,
        on: memory.pool)
    }
    backwardFilter(dy, memory)
  }

  func backwardInputs(_ memory: StepMemory) {
    let dy = memory.gradient(frame.output)
    backwardSummand(dy, memory)
    backwardInput(dy, memory)
  }

  private func backwardSummand(_ dy: FeatureMap, _ memory: StepMemory) {
    for index in partCount..<frame.inputs.count where frame.wants(index) {
      Elementwise.copy(
        dy, to: memory.gradient(frame.inputs[index]), accumulating: frame.adds(index),
        on: memory.pool)
    }
  }

  private func backwardFilter(_ dy: FeatureMap, _ memory: StepMemory) {
    let parts = frame.inputs.prefix(partCount).map(memory.value)
    let gradient = memory.filterGradient(layer)
    let (adds, workspace, pool) = (frame.accumulatesWeights, memory.workspace, memory.pool)
    switch kernel {
    case .product(let product):
      product.backwardFilter(
        parts, dy, to: gradient, accumulating: adds, workspace: workspace, on: pool)
    case .depthwise(let depthwise):
      depthwise.backwardFilter(
        parts, dy, to: memory.weightGradient(layer, 0), accumulating: adds, workspace: workspace,
        on: pool)
    case .winograd(let winograd):
      winograd.backwardFilter(
        parts, dy, to: gradient, accumulating: adds, workspace: workspace, on: pool)
    }
  }

  private func backwardInput(_ dy: FeatureMap, _ memory: StepMemory) {
    guard (0..<partCount).contains(where: frame.wants) else { return }
    let parts = (0..<partCount).map { memory.gradient(frame.inputs[$0]) }
    let adds = (0..<partCount).map(frame.adds)
    let filter = memory.filter(layer)
    let (workspace, pool) = (memory.workspace, memory.pool)
    switch kernel {
    case .product(let product):
      product.backwardInput(
        dy, filter: filter, to: parts, accumulating: adds, workspace: workspace, on: pool)
    case .depthwise(let depthwise):
      depthwise.backwardInput(
        dy, filter: memory.weight(layer, 0), to: parts, accumulating: adds, on: pool)
    case .winograd(let winograd):
      winograd.backwardInput(
        dy, filter: filter, to: parts, accumulating: adds, workspace: workspace, on: pool)
    }
  }
}

/// Running statistics, scale and shift of a batch normalization as one scale and one shift.
struct NormFolding: Sendable {
  let layer: Int
  let channels: Int
  let epsilon: Double

  /// Argument bias: Of the layer in front, which the norm scales too.
  func write(
    _ memory: StepMemory, scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>,
    bias: UnsafePointer<Float>?
  ) {
    let (weight, offset) = (memory.weight(layer, 0), memory.weight(layer, 1))
    let (mean, variance) = (memory.weight(layer, 2), memory.weight(layer, 3))
    for channel in 0..<channels {
      let factor =
        Double(weight[channel])
        / (Double(variance[channel]) + epsilon).squareRoot()
      let center = Double(mean[channel]) - Double(bias?[channel] ?? 0)
      scale[channel] = Float(factor)
      shift[channel] = Float(Double(offset[channel]) - center * factor)
    }
  }
}

extension ProductConvolution {
  var name: String {
    if sliding.isPointwise && groups == 1 { return "product" }
    return groups == 1 ? "product over patches" : "product over patches, by group"
  }
}
