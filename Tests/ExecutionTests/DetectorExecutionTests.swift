import RLAArchitectures
import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct DetectorExecutionTests {
  private func detector(_ kind: Detector.Kind) -> Network {
    var backbone = ResNet("small", depths: [1, 1, 1, 1])
    backbone.planes = [8, 16, 24, 32]
    backbone.recurrence = .standard.with { $0.channels = 8 }
    var model = Detector("small", kind, backbone: backbone)
    model.pyramidChannels = 16
    model.proposals = 9
    model.maskProposals = 4
    model.boxFeatures = 32
    model.classes = 5
    return model.network
  }

  private func outputs(
    _ network: Network, _ algorithm: PlanOptions.Algorithm, _ fusion: PlanOptions.Fusion
  ) throws -> [[Float]] {
    let options = PlanOptions(
      batch: 2, height: 64, width: 96, purpose: .inference, fusion: fusion,
      algorithm: algorithm, threads: 2)
    let session = try Session(ExecutionPlan(network, options))
    session.setInput(0, SyntheticValues.input(2 * 3 * 64 * 96))
    session.forward()
    return session.outputs
  }

  @Test(arguments: Detector.Kind.allCases)
  func `Fused fast plans agree with exact ones, node by node`(kind: Detector.Kind) throws {
    let network = detector(kind)
    let expected = try outputs(network, .exact, .eager)
    let actual = try outputs(network, .fast, .fused)
    #expect(actual.count == network.outputs.count)
    for (one, other) in zip(actual, expected) {
      let norm = other.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
      let error = zip(one, other).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      #expect(norm > 0)
      #expect(error.squareRoot() <= 5e-5 * norm)
    }
  }

  @Test func `Training a detector is refused`() throws {
    let network = detector(.retinaNet)
    let options = PlanOptions(batch: 1, height: 64, width: 64, purpose: .training)
    #expect(throws: PlanFailure.outputs(10)) { try ExecutionPlan(network, options) }
  }

  @Test func `Proposals are inside the image and reach every level`() {
    let boxes = Proposals.boxes(1000, height: 1280, width: 800)
    #expect(
      boxes.allSatisfy { $0.left >= 0 && $0.top >= 0 && $0.right <= 800 && $0.bottom <= 1280 })
    let sampling = RoIAlignKernel(size: 7, strides: [4, 8, 16, 32])
    #expect(Set(boxes.map(sampling.level(of:))) == [0, 1, 2, 3])
  }
}
