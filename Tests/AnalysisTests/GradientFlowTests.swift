import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// Which values need gradients, depending on what is frozen and on whether those of the images are
/// wanted.
@Suite struct GradientFlowTests {
  /// Values 0 the image, 1 first, 2 relu, 3 second, 4 third, 5 the sum of both, 6 of no use.
  private let network = Network("fork") { net, image in
    let x = net.layer("first", Convolution(3, 4, .same(3)))(image)
    let y = net.apply(Activation(.relu), to: [x])[0]
    let left = net.layer("second", Convolution(4, 4, .same(3)))(y)
    let right = net.layer("third", Convolution(4, 4, .same(3)))(y)
    let sum = left + right
    _ = net.layer("unused", Convolution(4, 4, .same(3)))(sum)
    return [sum]
  }

  private func values(_ flags: [Bool]) -> [Int] { flags.indices.filter { flags[$0] } }

  private func wanted(_ flow: GradientFlow) -> [Int] {
    (0..<network.valueCount).filter { flow.wantsGradient(ValueID($0)) }
  }

  private func trainedNodes(_ flow: GradientFlow) -> [Int] {
    network.nodes.indices.filter { flow.wantsWeightGradient(network.nodes[$0]) }
  }

  @Test func `Without frozen layers all but the image and unused values need gradients`() {
    let flow = GradientFlow(network)
    #expect(values(flow.needsGradient) == [1, 2, 3, 4, 5, 6])
    #expect(values(flow.reachesLoss) == [0, 1, 2, 3, 4, 5])
    #expect(wanted(flow) == [1, 2, 3, 4, 5])
    #expect(trainedNodes(flow) == [0, 2, 3])
  }

  @Test func `Nodes before every trained layer need none`() {
    let flow = GradientFlow(network, frozenLayers: [0])
    #expect(wanted(flow) == [3, 4, 5])
    #expect(trainedNodes(flow) == [2, 3])
    let half = GradientFlow(network, frozenLayers: [0, 1])
    #expect(wanted(half) == [4, 5])
    #expect(trainedNodes(half) == [3])
    #expect(values(half.reachesLoss) == [0, 1, 2, 3, 4, 5])
  }

  @Test func `A frozen layer after a trained one passes gradients on`() {
    let flow = GradientFlow(network, frozenLayers: [1, 2])
    #expect(wanted(flow) == [1, 2, 3, 4, 5])
    #expect(trainedNodes(flow) == [0])
  }

  @Test func `An image whose gradient is wanted gets one through frozen layers`() {
    let all = Set(network.layers.indices)
    #expect(wanted(GradientFlow(network, frozenLayers: all)).isEmpty)
    let flow = GradientFlow(network, frozenLayers: all, trackedInputs: [0])
    #expect(wanted(flow) == [0, 1, 2, 3, 4, 5])
    #expect(trainedNodes(flow).isEmpty)
  }

  @Test func `A shared layer is frozen in all its applications`() {
    let network = Network("shared", inputChannels: 4) { net, image in
      let shared = net.layer("shared", Convolution(4, 4, .same(3)))
      return [shared(net.layer("own", Convolution(4, 4, .same(3)))(shared(image)))]
    }
    let flow = GradientFlow(network, frozenLayers: [0])
    #expect(network.nodes.map { flow.wantsWeightGradient($0) } == [false, true, false])
    #expect(network.nodes.map { flow.wantsGradient($0.output) } == [false, true, true])
  }
}
