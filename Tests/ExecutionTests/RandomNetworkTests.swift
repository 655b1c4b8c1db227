import RLAArchitectures
import RLAExecution
import RLANetworks
import TestSupport
import Testing

/// Properties that plans of any network have.
@Suite(.serialized) struct RandomNetworkTests {
  private static let networks: [RandomNetwork] = {
    var generator = SeededGenerator(seed: 2026)
    return (0..<96).map { _ in RandomNetwork(using: &generator) }
  }()

  private func plan(
    _ drawn: RandomNetwork, _ purpose: PlanOptions.Purpose, _ fusion: PlanOptions.Fusion,
    _ algorithm: PlanOptions.Algorithm = .fast
  ) throws -> ExecutionPlan {
    try ExecutionPlan(
      drawn.network,
      PlanOptions(
        batch: drawn.sizes[0], height: drawn.sizes[2], width: drawn.sizes[3], purpose: purpose,
        fusion: fusion, algorithm: algorithm, threads: 2, wantsInputGradient: true))
  }

  private func isNear(_ left: [Float], _ right: [Float]) -> Bool {
    let largest = right.map(abs).max() ?? 0
    return largest.isFinite && left.count == right.count
      && zip(left, right).allSatisfy { abs($0 - $1) <= 1e-4 * max(1e-3, largest) }
  }

  @Test(arguments: PlanOptions.Purpose.allCases, PlanOptions.Algorithm.allCases)
  func `Fused and eager plans compute the same`(
    purpose: PlanOptions.Purpose, algorithm: PlanOptions.Algorithm
  ) throws {
    var saved = 0
    for (number, drawn) in Self.networks.enumerated() {
      let sessions = try PlanOptions.Fusion.allCases.map { fusion in
        let session = try Session(plan(drawn, purpose, fusion, algorithm))
        session.setInput(0, SyntheticValues.input(drawn.sizes.reduce(1, *)))
        session.forward()
        return session
      }
      let results = sessions.map { $0.outputs[0] }
      let isSame = isNear(results[0], results[1])
      #expect(isSame, "network \(number)")
      saved +=
        sessions[1].plan.stepDescriptions.count - sessions[0].plan.stepDescriptions.count
      if purpose == .inference { continue }
      let formula = SyntheticValues("gradient")
      let gradient = results[0].indices.map { Float(2 * formula.unit($0) - 1) }
      for session in sessions { session.backward(from: gradient) }
      let hasSameGradient = isNear(sessions[0].inputGradient, sessions[1].inputGradient)
      #expect(hasSameGradient, "network \(number)")
    }
    // Otherwise there would be nothing to compare.
    #expect(saved > 20, "\(saved)")
  }

  /// Regions that share memory with another one at some moment.
  private func overlaps(_ plan: ExecutionPlan) -> [ArenaRegion] {
    var live: [ArenaRegion] = []
    var found: [ArenaRegion] = []
    let arrivals = plan.arena.sorted { $0.lifetime.lowerBound < $1.lifetime.lowerBound }
    for region in arrivals {
      live.removeAll { $0.lifetime.upperBound < region.lifetime.lowerBound }
      if live.contains(where: { $0.bytes.overlaps(region.bytes) }) { found.append(region) }
      live.append(region)
    }
    return found
  }

  private func expectNoOverlap(_ plan: ExecutionPlan, _ name: String) {
    #expect(overlaps(plan).isEmpty, "\(name)")
    #expect(plan.arena.allSatisfy { $0.bytes.upperBound <= plan.activationBytes }, "\(name)")
    #expect(plan.arena.contains { $0.use == .value }, "\(name)")
  }

  @Test func `No two buffers of a random network overlap while both are live`() throws {
    for (number, drawn) in Self.networks.enumerated() {
      for purpose in PlanOptions.Purpose.allCases {
        for fusion in PlanOptions.Fusion.allCases {
          expectNoOverlap(try plan(drawn, purpose, fusion), "network \(number)")
        }
      }
    }
  }

  @Test(arguments: Catalog.namesAt64)
  func `No two buffers of a published network overlap while both are live`(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let network = try entry.architecture().network
    for purpose in PlanOptions.Purpose.allCases {
      // Detectors have several outputs, of which no loss is computed.
      if purpose == .training, entry.isDetector { continue }
      let plan = try ExecutionPlan(
        network, PlanOptions(batch: 1, height: 64, width: 64, purpose: purpose))
      expectNoOverlap(plan, name)
    }
  }
}
