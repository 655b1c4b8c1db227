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
    try #require(reference.flaw == nil)
    let network = try #require(Catalog.entry(named: reference.model)).architecture().network
    let run = try ReferenceRun.checking(reference, network, algorithm: algorithm, threads: 2)
    #expect(run.logitsError <= run.logitsTolerance, "\(name) logits")
    #expect(run.lossError <= run.lossTolerance, "\(name) loss")
    #expect(run.isWithinTolerance, "\(name) \(run.gradientsBeyondTolerance) beyond")
  }

  @Test(arguments: ["mobilenet_v2", "dsrla_mobilenetv2_k12_eca"])
  func `The numbers do not depend on the number of threads`(name: String) throws {
    let reference = try Fixture.json("Numerics/\(name).json", as: ReferenceCase.self)
    let network = try #require(Catalog.entry(named: reference.model)).architecture().network
    let runs = try [1, 2, 3, 16].map { threads in
      try ReferenceRun.checking(reference, network, algorithm: .fast, threads: threads)
    }
    for run in runs {
      #expect(run.logitsError == runs[0].logitsError && run.lossError == runs[0].lossError)
      #expect(run.gradients.map(\.error) == runs[0].gradients.map(\.error))
    }
  }

  @Test func `There are reference cases`() {
    #expect(Self.names.count >= 15)
  }
}
