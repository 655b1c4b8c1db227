import RLAArchitectures
import RLAExecution
import TestSupport
import Testing

@Suite(.serialized) struct ReferenceNumericsTests {
  static let names: [String] = (try? Fixture.names(in: "Numerics")) ?? []

  @Test(arguments: names, [PlanOptions.Algorithm.exact, .fast])
  func `Logits, loss and every gradient agree with PyTorch in double precision`(
    name: String, algorithm: PlanOptions.Algorithm
  ) throws {
    let reference = try Fixture.json("Numerics/\(name).json", as: ReferenceCase.self)
    try #require(reference.isWellFormed)
    let network = try #require(Catalog.entry(named: reference.model)).architecture().network
    let run = try ReferenceRun.checking(reference, network, algorithm: algorithm, threads: 2)
    #expect(run.logitsError <= run.logitsTolerance, "\(name) logits")
    #expect(run.lossError <= run.lossTolerance, "\(name) loss")
    #expect(run.isWithinTolerance, "\(name) \(run.gradientsBeyondTolerance) beyond")
  }

  @Test func `There are reference cases`() {
    #expect(Self.names.count >= 15)
  }
}
