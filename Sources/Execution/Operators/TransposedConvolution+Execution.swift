import Kernels
import Networks
import Operators
import Symbolic

extension TransposedConvolution: Executable {
  /// One window for both axes, without groups.
  func runs(at site: Site) -> Bool {
    windows.count == 2 && windows[0] == windows[1] && windows[0].symmetricPadding != nil
      && groups == 1 && outputPadding.allSatisfy { $0 == 0 }
  }

  func isDifferentiable(at site: Site) -> Bool { false }

  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout {
    guard weight == 0, let outputs = outputChannels.value else { return .plain }
    return .transposed(outputs: outputs, taps: windows.reduce(1) { $0 * $1.kernel })
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    var chain = Lowering.Chain(site)
    let function = lowering.absorbFunction(&chain)
    // The window slides over the result; each of its positions is a pixel of the input.
    let sliding = Sliding(windows, over: site.outputSize, to: site.size())
    return TransposedConvolutionStep(
      frame: lowering.frame(chain, inputs: site.inputs), layer: site.layer,
      kernel: TransposedProduct(
        sliding, inputChannels: site.size().channels, outputChannels: site.outputSize.channels),
      hasBias: hasBias, precision: lowering.options.precision, function: function)
  }

  var runsAlone: Bool { true }
}

/// A transposed convolution with its bias and what is fused behind it.
struct TransposedConvolutionStep: ForwardOnlyStep {
  var frame: StepFrame
  let layer: Int
  let kernel: TransposedProduct
  let hasBias: Bool
  let precision: Precision
  let function: ElementLoop

  var algorithm: String { "product and scatter" }
  func scratch(threads: Int) -> Int { kernel.scratch(threads: threads) }

  func forward(_ memory: StepMemory) {
    var epilogue = Epilogue(function: function)
    if hasBias { epilogue.shift = UnsafePointer(memory.weight(layer, 1)) }
    kernel.forward(
      memory.value(frame.inputs[0]), filter: memory.weight(layer, 0),
      to: memory.value(frame.output), epilogue: epilogue, precision: precision,
      workspace: memory.workspace, on: memory.pool)
  }
}
