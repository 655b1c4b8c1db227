import RLAArchitectures
import RLAExecution
import RLANetworks
import Testing

@Suite(.serialized) struct PlanTests {
  @Test(arguments: Catalog.namesAt64.filter { Catalog.entry(named: $0)?.isDetector == false })
  func `Every architecture trains with finite gradients in the memory that its plan predicts`(
    name: String
  ) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let options = PlanOptions(batch: 1, height: 64, width: 64, purpose: .training, threads: 2)
    let plan = try ExecutionPlan(network, options)
    let session = try Session(plan)
    session.setInput(0, SyntheticValues.input(3 * 64 * 64))
    let check = FiniteCheck()
    session.observer = check
    session.forward()
    #expect(session.loss(labels: [7]).isFinite)
    session.backward()
    #expect(check.finding == nil)
    #expect(session.allocatedActivationBytes == plan.activationBytes)
    #expect(plan.peakLiveBytes <= plan.activationBytes)
    #expect(plan.activationBytes <= plan.peakLiveBytes * 5 / 4)
  }

  @Test(arguments: [
    "rla_resnet50", "rlalstm_resnet50", "dsrla_mobilenetv2_k32", "resnext50_32x4d_se",
  ])
  func `Both wirings and both fusions compute the same in inference`(name: String) throws {
    for wiring in [Wiring.published, .paper] {
      let architecture = try #require(Catalog.entry(named: name)).architecture().wired(wiring)
      let results = try [PlanOptions.Fusion.fused, .eager].map { fusion in
        let options = PlanOptions(
          batch: 2, height: 32, width: 32, purpose: .inference, fusion: fusion)
        let session = try Session(ExecutionPlan(architecture.network, options))
        session.setInput(0, SyntheticValues.input(2 * 3 * 32 * 32))
        session.forward()
        return session.logits
      }
      let scale = results[1].map(abs).max() ?? 1
      for (left, right) in zip(results[0], results[1]) { #expect(abs(left - right) < scale * 1e-5) }
    }
  }

  @Test func `Optimizer steps on one batch lower the loss`() throws {
    let network = try #require(Catalog.entry(named: "dsrla_mobilenetv2_k6")).architecture().network
    let options = PlanOptions(batch: 4, height: 32, width: 32, purpose: .training, threads: 2)
    let session = try Session(ExecutionPlan(network, options))
    session.setInput(0, SyntheticValues.input(4 * 3 * 32 * 32))
    var losses: [Double] = []
    for _ in 0..<6 {
      session.forward()
      losses.append(session.loss(labels: SyntheticValues.labels(4, classes: 1000)))
      session.backward()
      session.optimizerStep(rate: 0.01)
    }
    #expect(try #require(losses.last) < losses[0] / 2, "\(losses)")
  }

  @Test func `The number of threads changes no logit`() throws {
    let network = try #require(Catalog.entry(named: "rla_mobilenetv2_k6")).architecture().network
    let logits = try [1, 3].map { threads in
      let options = PlanOptions(
        batch: 2, height: 32, width: 32, purpose: .inference, threads: threads)
      let session = try Session(ExecutionPlan(network, options))
      session.setInput(0, SyntheticValues.input(2 * 3 * 32 * 32))
      session.forward()
      return session.logits
    }
    let scale = logits[0].map(abs).max() ?? 1
    for (left, right) in zip(logits[0], logits[1]) { #expect(abs(left - right) < scale * 1e-5) }
  }

  @Test func `A batch too large for the machine is refused before memory is allocated`() throws {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let plan = try ExecutionPlan(
      network, PlanOptions(batch: 1_000_000, height: 224, width: 224, purpose: .training))
    #expect(throws: PlanFailure.self) { try Session(plan) }
  }
}
