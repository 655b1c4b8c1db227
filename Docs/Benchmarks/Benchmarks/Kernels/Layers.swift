import RLACounting
import RLAExecution

/// A network of one layer, and the size at which it runs.
struct SingleLayer: Sendable {
  let name: String
  let channels: Int
  let size: Int
  let layer: @Sendable () -> any Operator

  /// One of each kind of kernel, at the sizes that they have in ResNet-50 and MobileNetV2.
  static let all = [
    SingleLayer(name: "1x1 convolution", channels: 256, size: 56) {
      Convolution(256, 64, .same(1))
    },
    SingleLayer(name: "3x3 convolution", channels: 64, size: 56) { Convolution(64, 64, .same(3)) },
    SingleLayer(name: "3x3 convolution /2", channels: 128, size: 56) {
      Convolution(128, 128, .same(3, stride: 2))
    },
    SingleLayer(name: "3x3 depthwise convolution", channels: 96, size: 112) {
      Convolution(96, 96, .same(3), groups: 96)
    },
    SingleLayer(name: "batch norm", channels: 256, size: 56) { BatchNormalization(256) },
    SingleLayer(name: "3x3 max pooling /2", channels: 64, size: 112) {
      Pooling.max(Window(3, stride: 2, padding: 1))
    },
  ]

  /// The layer with memory for a batch of one, its input filled.
  func session(_ purpose: PlanOptions.Purpose) throws -> TimedLayer {
    let network = Network(name, inputChannels: Dim(channels)) { net, image in
      [net.layer("layer", layer())(image)]
    }
    let options = PlanOptions(
      batch: 1, height: size, width: size, purpose: purpose, wantsInputGradient: true)
    return TimedLayer(try Session(ExecutionPlan(network, options)))
  }
}

/// A layer that can run again and again.
///
/// It stands apart from the file of the benchmarks because both libraries have a type `Benchmark`.
final class TimedLayer {
  private let session: Session

  init(_ session: Session) {
    self.session = session
    let options = session.plan.options
    let channels = session.plan.network.imageChannels?.value ?? 0
    session.setInput(
      0, SyntheticValues.input(channels * options.height * options.width))
    session.forward()
    // The gradient of the result stays where it is, so that later passes need not write it.
    if options.purpose == .training {
      session.backward(from: [Float](repeating: 1, count: session.logits.count))
    }
  }

  func forward() { session.forward() }

  func backward() { session.backward() }
}
