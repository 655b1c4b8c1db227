import Analysis
import Kernels
import Networks
import Operators
import Symbolic

extension Reshape: Executable {
  /// The batch stays, and channels and positions move in no other way than when they are flattened.
  func runs(at site: Site) -> Bool {
    let (input, output) = (site.shapes[site.input], site.shapes[site.output])
    guard input.batch == output.batch else { return false }
    let isVector = input.dims.dropFirst().filter { $0 != 1 }.count <= 1
    return isVector || output.rank == 2 && input.rank == 4
  }

  /// Only another look at the input where that lies without gaps or keeps its channels.
  func isDifferentiable(at site: Site) -> Bool { !isFlattening(site) }

  /// Whether channels and positions are written in another order.
  private func isFlattening(_ site: Site) -> Bool {
    let size = site.size()
    return size.channels > 1 && size.height * size.width > 1
  }

  func view(of source: Placement, at site: Site) -> Placement? {
    // A vector has the order of N×C×H×W, which is a copy of more than one pixel.
    if isFlattening(site) { return nil }
    // Channels and positions trade places, which is a view only where nothing lies between them.
    let keepsChannels = site.size().channels == site.outputSize.channels
    guard keepsChannels || source.stride == site.size().channels else { return nil }
    return Placement(
      root: source.root, firstChannel: source.firstChannel,
      stride: keepsChannels ? source.stride : site.outputSize.channels)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ReshapeStep(frame: lowering.frame(site))
  }
}

/// The elements of a map in the order of N×C×H×W, copied into a map of one pixel or one channel.
struct ReshapeStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "copy" }
  var retained: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    Layout.channelsFirst(
      memory.value(frame.inputs[0]), to: memory.value(frame.output).base, on: memory.pool)
  }

  /// Maps of one pixel or of one channel come here: their elements lie side by side in the gradient.
  func backward(_ memory: StepMemory) {
    let (dy, dx) = (memory.gradient(frame.output), memory.gradient(frame.inputs[0]))
    let elements = FeatureMap(
      dy.base, images: dx.images, height: dx.height, width: dx.width, channels: dx.channels,
      stride: dx.channels)
    Elementwise.copy(elements, to: dx, accumulating: frame.adds(0), on: memory.pool)
  }
}
