import Kernels
import Networks
import Operators
import Symbolic

extension Linear: Executable {
  func runs(at site: Site) -> Bool { site.rank() == 2 }

  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout {
    guard weight == 0, let inputs = inputFeatures.value, let outputs = outputFeatures.value else {
      return .plain
    }
    return .filter(inputs: inputs, outputs: outputs, taps: 1, panelWidth: panelWidth)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let (x, y) = (site.size(), site.outputSize)
    let product = ProductConvolution(
      Sliding([Window(1), Window(1)], over: x, to: y), groups: 1, images: x.images,
      inputChannels: x.channels, outputChannels: y.channels,
      precision: lowering.options.precision)
    return ConvolutionStep(at: site, in: &lowering, kernel: product, hasBias: hasBias)
  }

  var runsAlone: Bool { true }
}
