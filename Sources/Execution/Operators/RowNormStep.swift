import RLAKernels
import RLANetworks

/// A norm of each slice over the last axes, by mean and variance or by root mean square.
///
/// Weights: the scale, then the shift; those of a layer, or in inference the second and third inputs.
struct RowNormStep: SeparableGradients {
  var frame: StepFrame
  /// The layer that has scale and shift; nil where there are none.
  let layer: Int?
  let hasShift: Bool
  let kernel: RowNorm

  /// `axes` is how many of the last axes make a slice.
  init(
    axes: Int, epsilon: Double, centers: Bool, layer: Int?, hasShift: Bool, at site: Site,
    in lowering: Lowering
  ) {
    let sizes = site.sizes()
    let length = sizes.suffix(axes).reduce(1, *)
    let lay: Arrangement = axes == 1 ? .rows(axis: sizes.count - 1) : .rowMajor
    kernel = RowNorm(
      rows: sizes.reduce(1, *) / length, columns: length, epsilon: epsilon, centers: centers)
    frame = lowering.frame(site, taking: lay, giving: lay)
    self.layer = layer
    self.hasShift = hasShift
  }

  /// A norm of rows of some length without weights, in an arrangement that makes them contiguous.
  init(
    length: Int, arrangement: Arrangement, epsilon: Double, at site: Site, in lowering: Lowering
  ) {
    kernel = RowNorm(
      rows: site.sizes().product / length, columns: length, epsilon: epsilon, centers: true)
    frame = lowering.frame(site, taking: arrangement, giving: arrangement)
    layer = nil
    hasShift = false
  }

  /// A norm by mean and variance whose weights are the inputs after the first; in inference only.
  init(axes: Int, epsilon: Double, at site: Site, in lowering: Lowering) {
    self.init(
      axes: axes, epsilon: epsilon, centers: true, layer: nil, hasShift: false, at: site,
      in: lowering)
    for input in 1..<max(1, frame.inputs.count) { frame.exceptions[input] = .rowMajor }
  }

  var algorithm: String { "statistics, scale and shift along rows" }

  func scratch(threads: Int) -> Int { frame.trains ? kernel.scratch : 0 }

  var savedCount: Int { frame.trains ? kernel.savedCount : 0 }

  var savedValues: [ValueID] { frame.inputs }

  /// A weight by its number; nil where there is none.
  private func weight(_ index: Int, _ memory: StepMemory) -> UnsafePointer<Float>? {
    guard let layer else {
      let input = index + 1
      guard frame.inputs.indices.contains(input) else { return nil }
      return UnsafePointer(memory.tensor(frame.inputs[input]).elements(of: Float.self))
    }
    return index == 0 || hasShift ? UnsafePointer(memory.weight(layer, index)) : nil
  }

  private func rows(_ tensor: TensorView) -> FeatureMap { tensor.rows(of: kernel.columns) }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      rows(memory.tensor(frame.inputs[0])), scale: weight(0, memory),
      shift: weight(1, memory),
      to: rows(memory.tensor(frame.output)), saved: frame.trains ? memory.saved : nil,
      on: memory.pool)
  }

  func backwardWeights(_ memory: StepMemory) {
    guard frame.trainsWeights, let layer else { return }
    kernel.backwardWeights(
      rows(memory.tensor(frame.inputs[0])), rows(memory.gradientTensor(frame.output)),
      saved: memory.saved, toScale: memory.weightGradient(layer, 0),
      toShift: hasShift ? memory.weightGradient(layer, 1) : nil,
      accumulating: frame.accumulatesWeights, workspace: memory.workspace, on: memory.pool)
  }

  func backwardInputs(_ memory: StepMemory) {
    if !frame.wants(0) { return }
    kernel.backwardInput(
      rows(memory.tensor(frame.inputs[0])), rows(memory.gradientTensor(frame.output)),
      scale: weight(0, memory), saved: memory.saved,
      to: rows(memory.gradientTensor(frame.inputs[0])), accumulating: frame.adds(0),
      on: memory.pool)
  }
}
